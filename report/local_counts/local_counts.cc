#include "report/local_counts/local_counts.h"

#include <utility>

#include "absl/status/statusor.h"
#include "report/local_counts/weekly_counts.h"
#include "report/making/internal/program_table.h"
#include "report/report.pb.h"

namespace telemetry {

absl::StatusOr<LocalCounts> ReadLocalCounts(const TelemetryDir& dir) {
  absl::StatusOr<WeeklyCounts> by_week = ReadWeeklyCounts(dir);
  if (!by_week.ok()) return by_week.status();
  report_internal::ProgramTable table;
  for (const WeekCounts& week : by_week->weeks) {
    for (const v1::ProgramReport& program : week.programs) table.Add(program);
  }
  return LocalCounts{.programs = std::move(table).TakeSorted(),
                     .warnings = std::move(by_week->warnings)};
}

}  // namespace telemetry
