#include "report/report_builder.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <tuple>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "report/civil_day.h"
#include "report/report_filter.h"
#include "storage/counter_name.h"
#include "storage/stack_frame.h"
#include "storage/utf8.h"

namespace telemetry {
namespace {

constexpr int64_t kMaxCount = std::numeric_limits<int64_t>::max();

// `sum` plus `count`, at most kMaxCount.
int64_t AddSaturated(int64_t sum, uint64_t count) {
  const uint64_t room = kMaxCount - sum;
  return count >= room ? kMaxCount : sum + static_cast<int64_t>(count);
}

// Adds counter files to a report.
class Accumulator {
 public:
  explicit Accumulator(v1::Report report) : report_(std::move(report)) {
    for (int i = 0; i < report_.programs_size(); ++i) {
      const v1::ProgramReport& entry = report_.programs(i);
      entries_.emplace(
          Build(entry.program(), entry.version(), entry.go_version(), entry.goos(), entry.goarch()),
          i);
    }
  }

  void Add(const CountedFile& file) {
    v1::ProgramReport& entry = EntryFor(file.metadata);
    for (const auto& [raw_name, count] : file.contents.count()) {
      std::string name = ReadableStack(ReplaceInvalidUtf8(raw_name));
      auto& counts = IsStack(name) ? *entry.mutable_stacks() : *entry.mutable_counters();
      int64_t& sum = counts[std::move(name)];
      sum = AddSaturated(sum, count);
    }
  }

  v1::Report Take() && { return std::move(report_); }

 private:
  // Program, Version, GoVersion, GOOS, GOARCH.
  using Build = std::tuple<std::string, std::string, std::string, std::string, std::string>;

  v1::ProgramReport& EntryFor(const CounterFileMetadata& metadata) {
    Build build(ReplaceInvalidUtf8(metadata.program), ReplaceInvalidUtf8(metadata.version),
                ReplaceInvalidUtf8(metadata.go_version), ReplaceInvalidUtf8(metadata.goos),
                ReplaceInvalidUtf8(metadata.goarch));
    const auto [place, inserted] = entries_.try_emplace(std::move(build), report_.programs_size());
    if (!inserted) return *report_.mutable_programs(place->second);
    v1::ProgramReport& entry = *report_.add_programs();
    std::tie(*entry.mutable_program(), *entry.mutable_version(), *entry.mutable_go_version(),
             *entry.mutable_goos(), *entry.mutable_goarch()) = place->first;
    return entry;
  }

  v1::Report report_;
  absl::flat_hash_map<Build, int> entries_;  // index in report_.programs()
};

absl::Time Midnight(absl::CivilDay day) { return absl::FromCivil(day, absl::UTCTimeZone()); }

// Why the week's report is not uploaded; empty if it is. `begin` is when the first of its files was
// begun.
std::string WhyNoUpload(const ReportTerms& terms, absl::Time begin, double sample_rate) {
  if (terms.mode != Mode::kOn) {
    return absl::StrCat("the mode is ", ModeName(terms.mode));
  }
  if (terms.made_before) return "a report of that week was made before";
  if (terms.now - Midnight(terms.week) > kMaxUploadAge) {
    return absl::StrCat("the week ended more than ", kMaxUploadAge / absl::Hours(24), " days ago");
  }
  if (terms.consent_day.has_value() && Midnight(*terms.consent_day) >= begin) {
    return absl::StrCat("some of it was counted before or on the day of consent, ",
                        FormatCivilDay(*terms.consent_day));
  }
  if (sample_rate > 0 && terms.x > sample_rate) {
    return absl::StrCat("the report's X, ", terms.x, ", is above the sample rate, ", sample_rate);
  }
  return "";
}

v1::Report Sum(v1::Report report, absl::Span<const CountedFile> files) {
  Accumulator accumulator(std::move(report));
  for (const CountedFile& file : files) accumulator.Add(file);
  return std::move(accumulator).Take();
}

bool HasCounters(absl::Span<const CountedFile> files) {
  return std::any_of(files.begin(), files.end(),
                     [](const CountedFile& file) { return !file.contents.count().empty(); });
}

}  // namespace

std::optional<WeekReports> BuildReports(absl::Span<const CountedFile> files,
                                        const ReportTerms& terms,
                                        const ApprovedCounters& approved) {
  if (!HasCounters(files)) return std::nullopt;

  v1::Report head;
  head.set_week(FormatCivilDay(terms.week));
  head.set_last_week(terms.last_week);
  head.set_x(terms.x);
  head.set_config(approved.version());

  WeekReports reports;
  reports.local = Sum(std::move(head), files);
  absl::Time begin = absl::InfiniteFuture();
  for (const CountedFile& file : files) begin = std::min(begin, file.metadata.time_begin);
  reports.why_no_upload = WhyNoUpload(terms, begin, approved.sample_rate());
  FilterResult filtered = FilterReport(reports.local, approved);
  reports.left_out = std::move(filtered.left_out);
  if (reports.why_no_upload.empty()) reports.upload = std::move(filtered.kept);
  return reports;
}

v1::Report AddLateFiles(v1::Report local, absl::Span<const CountedFile> files) {
  return Sum(std::move(local), files);
}

}  // namespace telemetry
