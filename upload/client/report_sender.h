// Sends one upload report such that nothing is lost or counted twice, wherever the process dies.
//
//   const ReportOutcome outcome =
//       SendReport(dir, report_day, {approved, today}, *client, retrier, stop);
//
// The steps, and what the next run finds if the process dies right after each:
//   1. take the lock of the report's date      the kernel has released it
//   2. read local/DATE.json, remove what is    it finds the narrower report
//      approved no more, send it               it sends the same report again, which counts once
//   3. write the same bytes to upload/         it sees that the report was sent, and goes to 4
//   4. remove local/DATE.json                  nothing to do
// If the collector refuses a report for good, step 3 is skipped; if sent again, the report is
// refused again.

#ifndef UPLOAD_CLIENT_REPORT_SENDER_H_
#define UPLOAD_CLIENT_REPORT_SENDER_H_

#include <cstdint>
#include <stop_token>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "config/upload_config/approved_counters.h"
#include "storage/telemetry_dir.h"
#include "upload/client/connection/retrier.h"
#include "upload/client/connection/upload_client.h"
#include "upload/upload.pb.h"

namespace telemetry {

// What became of an upload report.
enum class ReportFate {
  kSent,        // The collector has it; it is in upload/.
  kSentBefore,  // An earlier run sent it but was interrupted; it is in upload/.
  kRefused,     // The collector refused it for good, or it is too large; it was removed.
                // The local report is still there.
  kPutAside,    // It is not a report of that date; now named DATE.json.corrupt.
  kKept,        // It stays in local/ for the next run.
  kBusy,        // Another run is sending it.
  kGone,        // Another run has already dealt with it.
};

struct ReportOutcome {
  absl::CivilDay report_day;
  ReportFate fate = ReportFate::kKept;
  // Why it was not sent: the collector's answer or a local failure. OK if it was sent, is being
  // sent, or is gone.
  absl::Status reason;
  // What the collector left out of it, if it was sent, and how many more items than are listed.
  std::vector<v1::DroppedItem> dropped = {};
  int64_t num_dropped_unlisted = 0;
};

// What may be sent now. An approval may have ended or been taken back while a report waited.
struct ApprovedToday {
  const ApprovedCounters& approved;
  absl::CivilDay today;
};

// Sends the report of `report_day` from `local/`, after what is approved no more was removed from
// it. Failures are reported in the outcome.
ReportOutcome SendReport(const TelemetryDir& dir, absl::CivilDay report_day,
                         const ApprovedToday& approved, UploadClient& client, Retrier& retrier,
                         const std::stop_token& stop);

}  // namespace telemetry

#endif  // UPLOAD_CLIENT_REPORT_SENDER_H_
