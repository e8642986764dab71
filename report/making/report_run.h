// The options and the result of a report run (make_reports.h).

#ifndef REPORT_MAKING_REPORT_RUN_H_
#define REPORT_MAKING_REPORT_RUN_H_

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "config/mode.h"
#include "report/making/no_upload.h"

namespace telemetry {

struct ReportOptions {
  // kOff: the run does nothing. kLocal: no upload report is made.
  Mode mode;
  // The day on which consent was last given, if known.
  std::optional<absl::CivilDay> consent_day;
  // Counter files that expired before now become reports.
  absl::Time now;
};

// A report that a run made or added to.
struct MadeReport {
  absl::CivilDay week;
  std::string local_path;
  // The path of the upload report, or why the week is not uploaded.
  std::variant<std::string, NoUpload> upload;
};

struct ReportRun {
  // In the order of their weeks.
  std::vector<MadeReport> reports;
  // A line for each file or week that was skipped, with its name and the reason.
  std::vector<std::string> warnings;
  // The first of them that is not the file's own fault: a system call failed, and a later run may do
  // better. OK if there is none; then all that could be done has been done.
  absl::Status failure;
};

}  // namespace telemetry

#endif  // REPORT_MAKING_REPORT_RUN_H_
