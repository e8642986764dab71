#include "report/local_counts.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/civil_time.h"
#include "report/civil_day.h"
#include "report/internal/counted_files.h"
#include "report/internal/existing_reports.h"
#include "report/report.pb.h"
#include "report/report_builder.h"
#include "storage/atomic_file.h"

namespace telemetry {
namespace {

using Counts = google::protobuf::Map<std::string, int64_t>;

void AddCounts(const Counts& counts, Counts& sums) {
  constexpr int64_t kMaxCount = std::numeric_limits<int64_t>::max();
  for (const auto& [name, count] : counts) {
    int64_t& sum = sums[name];
    sum = count > kMaxCount - sum ? kMaxCount : sum + count;
  }
}

// Program entries, merged.
class ProgramTable {
 public:
  void Add(const v1::ProgramReport& program) {
    v1::ProgramReport& sum =
        programs_[std::make_tuple(program.program(), program.version(), program.go_version(),
                                  program.goos(), program.goarch())];
    sum.set_program(program.program());
    sum.set_version(program.version());
    sum.set_go_version(program.go_version());
    sum.set_goos(program.goos());
    sum.set_goarch(program.goarch());
    AddCounts(program.counters(), *sum.mutable_counters());
    AddCounts(program.stacks(), *sum.mutable_stacks());
  }

  std::vector<v1::ProgramReport> Take() && {
    std::vector<v1::ProgramReport> programs;
    for (auto& [build, program] : programs_) programs.push_back(std::move(program));
    return programs;
  }

 private:
  // Program, Version, GoVersion, GOOS, GOARCH.
  using Build = std::tuple<std::string, std::string, std::string, std::string, std::string>;

  std::map<Build, v1::ProgramReport> programs_;
};

// The weeks of local.WEEK.json among names.
std::vector<absl::CivilDay> WeeksOfLocalReports(const std::vector<std::string>& names) {
  std::vector<absl::CivilDay> weeks;
  for (absl::string_view name : names) {
    if (!absl::ConsumePrefix(&name, "local.") || !absl::ConsumeSuffix(&name, ".json")) continue;
    const std::optional<absl::CivilDay> week = ParseCivilDay(name);
    if (week.has_value()) weeks.push_back(*week);
  }
  return weeks;
}

}  // namespace

absl::StatusOr<LocalCounts> ReadLocalCounts(const TelemetryDir& dir) {
  const absl::StatusOr<std::vector<std::string>> names = ListDirectory(dir.local_dir());
  if (absl::IsNotFound(names.status())) return LocalCounts();
  if (!names.ok()) return names.status();
  absl::StatusOr<internal::FoundFiles> found = internal::FindCounterFiles(dir);
  if (!found.ok()) return found.status();

  LocalCounts counts;
  counts.warnings = std::move(found->warnings);
  v1::Report current;
  for (const auto& [week, files] : found->by_week) {
    for (const internal::FoundFile& file : files) {
      current = AddLateFiles(std::move(current), {file.file});
    }
  }
  ProgramTable table;
  for (const v1::ProgramReport& program : current.programs()) table.Add(program);
  for (const absl::CivilDay week : WeeksOfLocalReports(*names)) {
    const absl::StatusOr<std::optional<v1::Report>> report = internal::ReadLocalReport(dir, week);
    if (!report.ok()) {
      counts.warnings.emplace_back(report.status().message());
    } else if (report->has_value()) {
      for (const v1::ProgramReport& program : (*report)->programs()) table.Add(program);
    }
  }
  counts.programs = std::move(table).Take();
  return counts;
}

}  // namespace telemetry
