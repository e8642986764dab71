#include "report/release_health/release_counts.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/base/casts.h"
#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "config/version/semver.h"
#include "report/dataset/dataset_reader.h"
#include "report/dataset/line_scan.h"
#include "report/dataset/report_line.h"
#include "simdjson.h"
#include "storage/civil_day.h"
#include "storage/stack/readable_stack.h"

namespace telemetry {
namespace {

using report_internal::LineProgram;
using report_internal::LineReport;
using report_internal::ToAbsl;

constexpr size_t kBuildIdDigits = 16;

// "tool@0123456789abcdef.function" without its build; any other text as it is.
std::string WithoutBuild(absl::string_view function) {
  for (size_t at = function.find('@'); at != absl::string_view::npos;
       at = function.find('@', at + 1)) {
    const absl::string_view id = function.substr(at + 1, kBuildIdDigits);
    const absl::string_view rest = function.substr(std::min(at + 1 + id.size(), function.size()));
    const bool is_id = id.size() == kBuildIdDigits &&
                       std::all_of(id.begin(), id.end(), absl::ascii_isxdigit) && !rest.empty() &&
                       rest.front() == '.';
    if (is_id) return absl::StrCat(function.substr(0, at), rest);
  }
  return std::string(function);
}

// Whether the report is the one in five that is passed over.
bool IsThinnedOut(uint64_t secret, absl::CivilDay day, double x) {
  uint64_t hash = secret;
  for (const uint64_t part :
       {absl::bit_cast<uint64_t>(x), static_cast<uint64_t>(day - absl::CivilDay())}) {
    // The steps of SplitMix64.
    hash += 0x9E3779B97F4A7C15u + part;
    hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9u;
    hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBu;
    hash ^= hash >> 31;
  }
  return hash % 5 == 0;
}

// A number of reports, and the last one that was counted.
struct Cell {
  int64_t count = 0;
  int64_t last = 0;

  // Counts each report once; returns whether it was new.
  bool Add(int64_t report) {
    if (last == report) return false;
    last = report;
    ++count;
    return true;
  }
};

struct Version {
  Cell reports;
  int64_t alone = 0, crashed = 0, armed = 0, armed_crashed = 0;
  // By their names.
  absl::flat_hash_map<std::string, Cell> counter_charts, titles, counters, stacks;
  // What the report that is being counted has.
  bool has_crash = false, has_armed = false;
};

struct Program {
  Cell reports;
  size_t num_stacks = 0;
  absl::flat_hash_map<absl::CivilDay, int64_t> days;
  absl::flat_hash_map<std::string, std::unique_ptr<Version>> versions;
  // Those that the report that is being counted has.
  std::vector<Version*> touched;
};

using Programs = absl::flat_hash_map<std::string, std::unique_ptr<Program>>;

template <typename Value>
Value& Get(absl::flat_hash_map<std::string, std::unique_ptr<Value>>& map, absl::string_view key) {
  const auto found = map.find(key);
  if (found != map.end()) return *found->second;
  return *(map[std::string(key)] = std::make_unique<Value>());
}

Cell& CellOf(absl::flat_hash_map<std::string, Cell>& map, absl::string_view key) {
  const auto found = map.find(key);
  return found != map.end() ? found->second : map[std::string(key)];
}

ReleaseItem ItemOfCounter(absl::string_view name) {
  const size_t colon = name.find(':');
  if (colon == absl::string_view::npos) {
    return {ReleaseItem::Kind::kCounter, std::string(name), std::string(name)};
  }
  return {ReleaseItem::Kind::kCounter, std::string(name.substr(0, colon)),
          std::string(name.substr(colon + 1))};
}

ReleaseItem ItemOfStack(absl::string_view text) {
  const size_t end = std::min(text.find('\n'), text.size());
  return {ReleaseItem::Kind::kStack, std::string(text.substr(0, end)),
          std::string(text.substr(std::min(end + 1, text.size())))};
}

VersionCounts CountsOf(const Version& version) {
  VersionCounts counts{.reports = version.reports.count,
                       .alone = version.alone,
                       .crashed = version.crashed,
                       .armed = version.armed,
                       .armed_crashed = version.armed_crashed};
  for (const auto& [name, cell] : version.counter_charts) {
    counts.charts[{ReleaseItem::Kind::kCounter, name, ""}] = cell.count;
  }
  for (const auto& [name, cell] : version.titles) {
    counts.charts[{ReleaseItem::Kind::kStack, name, ""}] = cell.count;
  }
  for (const auto& [name, cell] : version.counters) counts.items[ItemOfCounter(name)] = cell.count;
  for (const auto& [name, cell] : version.stacks) counts.items[ItemOfStack(name)] = cell.count;
  return counts;
}

ProgramCounts CountsOf(const Program& program) {
  ProgramCounts counts{.reports = program.reports.count,
                       .reports_of_day = {program.days.begin(), program.days.end()}};
  for (const auto& [name, version] : program.versions) counts.versions[name] = CountsOf(*version);
  return counts;
}

}  // namespace

absl::CivilDay WeekEnd(absl::CivilDay day) {
  return absl::NextWeekday(day - 1, absl::Weekday::sunday);
}

bool IsEarlierVersion(absl::string_view a, absl::string_view b) {
  const int order = CompareSemver(a, b);
  return order != 0 ? order < 0 : a < b;
}

bool IsCrashName(absl::string_view name) {
  return name == "crash/crash" || name == "crash/malformed" || name == "crash/no-stack" ||
         name == "crash/no-running-goroutine";
}

std::string TopFunctions(absl::string_view frames, int n) {
  std::string functions;
  const std::string readable = ReadableStack(absl::StrCat("\n", frames));
  absl::string_view rest = readable;
  rest.remove_prefix(std::min<size_t>(1, rest.size()));
  for (int i = 0; i < n && !rest.empty(); ++i) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    const absl::string_view frame = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    const size_t colon = frame.rfind(':');
    const bool has_position = colon != absl::string_view::npos && colon > 0;
    absl::StrAppend(&functions, i == 0 ? "" : "\n",
                    WithoutBuild(has_position ? frame.substr(0, colon) : frame));
  }
  return functions;
}

class ReleaseCounter::Impl {
 public:
  explicit Impl(const ReleaseCountOptions& options) : options_(options) {}

  // `line` must be followed by kPaddingBytes readable bytes.
  absl::Status Scan(absl::string_view line) {
    simdjson::dom::object object;
    absl::Status status = report_internal::ParseReportLine(parser_, line, object);
    if (!status.ok()) return status;
    LineReport report;
    if (status = ReadLineReport(object, report); !status.ok()) return status;
    const std::optional<absl::CivilDay> day = ParseCivilDay(report.week);
    if (!day.has_value()) {
      return absl::InvalidArgumentError(absl::StrCat("Week \"", report.week, "\" is not a day"));
    }
    if (*day < options_.first || *day > options_.last || !report.has_programs) {
      return absl::OkStatus();
    }
    if (options_.thinned_by.has_value() && IsThinnedOut(*options_.thinned_by, *day, report.x)) {
      return absl::OkStatus();
    }
    const absl::CivilDay week = WeekEnd(*day);
    if (options_.may_repeat && !seen_.insert({week, report.x}).second) return absl::OkStatus();
    return ScanPrograms(*day, report, weeks_[week]);
  }

  absl::Status Add(absl::string_view line) {
    buffer_.assign(line.data(), line.size());
    buffer_.append(report_internal::PieceReader::kPaddingBytes, ' ');
    return Scan(absl::string_view(buffer_).substr(0, line.size()));
  }

  ReleaseCounts Take() {
    ReleaseCounts counts;
    for (const auto& [week, programs] : weeks_) {
      for (const auto& [name, program] : programs) counts[week][name] = CountsOf(*program);
    }
    return counts;
  }

 private:
  absl::Status ScanPrograms(absl::CivilDay day, const LineReport& report, Programs& programs) {
    ++report_;
    x_ = report.x;
    std::vector<Program*> touched;
    for (const simdjson::dom::element element : report.programs) {
      LineProgram entry;
      absl::Status status = ReadLineProgram(element, entry);
      if (!status.ok()) return status;
      const absl::string_view name = entry.build.program;
      if (!options_.program.empty() && name != options_.program) continue;
      approved_ = options_.approved == nullptr ? nullptr : options_.approved->FindProgram(name);
      if (options_.approved != nullptr && approved_ == nullptr) continue;
      Program& program = Get(programs, name);
      if (program.reports.Add(report_)) {
        touched.push_back(&program);
        if (IsInSample()) ++program.days[day];
      }
      status = ScanEntry(entry, program);
      if (!status.ok()) return status;
    }
    for (Program* program : touched) Finish(*program);
    return absl::OkStatus();
  }

  absl::Status ScanEntry(const LineProgram& entry, Program& program) {
    Version& version = Get(program.versions, entry.build.version);
    if (version.reports.Add(report_)) program.touched.push_back(&version);
    if (entry.has_counters) {
      for (const auto [key, count] : entry.counters) {
        if (!count.is_int64() && !count.is_null()) {
          return report_internal::NotA("a count", ToAbsl(key));
        }
        CountCounter(ToAbsl(key), version);
      }
    }
    if (entry.has_stacks) {
      for (const auto [key, count] : entry.stacks) {
        if (!count.is_int64() && !count.is_null()) {
          return report_internal::NotA("a count", ToAbsl(key));
        }
        CountStack(ToAbsl(key), program, version);
      }
    }
    return absl::OkStatus();
  }

  void CountCounter(absl::string_view name, Version& version) {
    if (approved_ != nullptr && !Counts(approved_->FindCounter(name))) return;
    version.has_crash |= IsCrashName(name);
    version.has_armed |= name == kArmedName;
    CellOf(version.counter_charts, name.substr(0, name.find(':'))).Add(report_);
    CellOf(version.counters, name).Add(report_);
  }

  void CountStack(absl::string_view name, Program& program, Version& version) {
    const size_t end = std::min(name.find('\n'), name.size());
    const absl::string_view title = name.substr(0, end);
    if (approved_ != nullptr && !Counts(approved_->FindStack(title))) return;
    version.has_crash |= IsCrashName(title);
    CellOf(version.titles, title).Add(report_);
    const std::string group =
        absl::StrCat(title, "\n", TopFunctions(name.substr(std::min(end + 1, name.size()))));
    const auto known = version.stacks.find(group);
    if (known != version.stacks.end()) {
      known->second.Add(report_);
    } else if (program.num_stacks < kMaxReleaseStacks) {
      ++program.num_stacks;
      version.stacks[group].Add(report_);
    }
  }

  // What is known only when all entries of the report have been seen.
  static void Finish(Program& program) {
    for (Version* version : program.touched) {
      version->alone += program.touched.size() == 1 ? 1 : 0;
      version->crashed += version->has_crash ? 1 : 0;
      version->armed += version->has_armed ? 1 : 0;
      version->armed_crashed += version->has_armed && version->has_crash ? 1 : 0;
      version->has_crash = false;
      version->has_armed = false;
    }
    program.touched.clear();
  }

  bool Counts(const Approval* approval) const {
    return approval != nullptr && !approval->IsExpired(options_.today) && x_ <= approval->rate;
  }

  bool IsInSample() const {
    const double rate = options_.approved == nullptr ? 0 : options_.approved->sample_rate();
    return rate == 0 || x_ <= rate;
  }

  const ReleaseCountOptions options_;
  simdjson::dom::parser parser_;
  std::string buffer_;
  int64_t report_ = 0;  // the number, from 1, of the one that is being counted
  double x_ = 0;
  const ApprovedProgram* approved_ = nullptr;
  std::map<absl::CivilDay, Programs> weeks_;
  absl::flat_hash_set<std::pair<absl::CivilDay, double>> seen_;
};

ReleaseCounter::ReleaseCounter(const ReleaseCountOptions& options)
    : impl_(std::make_unique<Impl>(options)) {}

ReleaseCounter::~ReleaseCounter() = default;

absl::Status ReleaseCounter::Add(absl::string_view line) { return impl_->Add(line); }

ReleaseCounts ReleaseCounter::Take() && { return impl_->Take(); }

namespace {

class Scanner : public report_internal::LineScanner {
 public:
  explicit Scanner(ReleaseCounter& counter) : counter_(counter) {}

  absl::Status Scan(absl::string_view line) override { return counter_.Add(line); }

 private:
  ReleaseCounter& counter_;
};

}  // namespace

absl::StatusOr<ReleaseCounts> CountReleases(const std::vector<std::string>& paths,
                                            const ReleaseCountOptions& options,
                                            absl::FunctionRef<bool()> is_cancelled) {
  const absl::StatusOr<std::vector<report_internal::DatasetFile>> files =
      report_internal::OpenDatasets(paths);
  if (!files.ok()) return files.status();
  ReleaseCounter counter(options);
  Scanner scanner(counter);
  absl::Status status = report_internal::ScanLines(*files, {&scanner}, is_cancelled);
  if (!status.ok()) return status;
  return std::move(counter).Take();
}

}  // namespace telemetry
