// What a report run (report_files.h) is told, and what it tells.

#ifndef REPORT_REPORT_RUN_H_
#define REPORT_REPORT_RUN_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "config/mode.h"

namespace telemetry {

struct ReportOptions {
  // kOff: nothing is done at all. kLocal: no upload report is made.
  Mode mode;
  // The day on which consent was last given, if it is known.
  std::optional<absl::CivilDay> consent_day;
  // Counter files that expired before now become reports.
  absl::Time now;
};

// A report that a run has made or added to.
struct MadeReport {
  absl::CivilDay week;
  std::string local_path;
  // Empty if the week is not uploaded.
  std::string upload_path;
  // Why it is not; empty if it is.
  std::string why_no_upload;
};

struct ReportRun {
  // In the order of their weeks.
  std::vector<MadeReport> reports;
  // A line for each file or week that was passed over, naming it and why.
  std::vector<std::string> warnings;
};

}  // namespace telemetry

#endif  // REPORT_REPORT_RUN_H_
