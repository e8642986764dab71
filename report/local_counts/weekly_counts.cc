#include "report/local_counts/weekly_counts.h"

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "report/making/internal/counted_files.h"
#include "report/making/internal/program_table.h"
#include "report/making/report_builder.h"
#include "report/report.pb.h"
#include "report/report_files/existing_reports.h"

namespace telemetry {
namespace {

struct Week {
  bool reported = false;
  report_internal::ProgramTable programs;
};

void Add(const v1::Report& report, report_internal::ProgramTable& table) {
  for (const v1::ProgramReport& program : report.programs()) table.Add(program);
}

}  // namespace

absl::StatusOr<WeeklyCounts> ReadWeeklyCounts(const TelemetryDir& dir) {
  const absl::StatusOr<LocalSnapshot> snapshot = TakeLocalSnapshot(dir);
  if (!snapshot.ok()) return snapshot.status();
  return ReadWeeklyCounts(*snapshot);
}

WeeklyCounts ReadWeeklyCounts(const LocalSnapshot& snapshot) {
  WeeklyCounts counts;
  counts.warnings = snapshot.counted.warnings;
  std::map<absl::CivilDay, Week> weeks;
  for (const auto& [week, files] : snapshot.counted.by_week) {
    for (const report_internal::FoundFile& file : files) {
      weeks[week].programs.Add(ToProgramReport(file.file));
    }
  }
  for (const absl::CivilDay week : report_internal::WeeksWithLocalReport(snapshot.files)) {
    const absl::StatusOr<std::optional<v1::Report>> report =
        report_internal::ReadLocalReport(snapshot.files.dir(), week);
    if (!report.ok()) {
      counts.warnings.emplace_back(report.status().message());
    } else if (report->has_value()) {
      weeks[week].reported = true;
      Add(**report, weeks[week].programs);
    }
  }
  for (auto& [week, contents] : weeks) {
    counts.weeks.push_back({week, contents.reported, std::move(contents.programs).TakeSorted()});
  }
  return counts;
}

}  // namespace telemetry
