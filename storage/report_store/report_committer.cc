#include "storage/report_store/report_committer.h"

#include "absl/strings/str_cat.h"

namespace telemetry {

absl::Status OtherReportHasKey(const QueuedReport& report) {
  return absl::AlreadyExistsError(absl::StrCat(
      "another report of ", absl::FormatCivilTime(report.week), " has the X ", report.x));
}

}  // namespace telemetry
