// Sends one upload report, so that at whatever point the process dies nothing is lost and nothing
// counts twice.
//
//   const ReportOutcome outcome = SendReport(dir, week, *client, retrier, stop);
//
// The steps, and what the next run finds if this one dies right after:
//   1. take the lock of the report's date      the kernel has let go of it
//   2. read local/DATE.json, send it           it sends the same report again, which counts once
//   3. write the same bytes to upload/         it sees that the report was sent, and goes to 4
//   4. remove local/DATE.json                  nothing to do
// Of a report that the collector refuses for good only step 4 is done; sent again, it is refused
// again.

#ifndef UPLOAD_REPORT_SENDER_H_
#define UPLOAD_REPORT_SENDER_H_

#include <stop_token>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "storage/telemetry_dir.h"
#include "upload/retrier.h"
#include "upload/upload.pb.h"
#include "upload/upload_client.h"

namespace telemetry {

// What became of an upload report.
enum class Fate {
  kSent,        // The collector has it; it is in upload/.
  kSentBefore,  // An earlier run sent it and was cut short; it is in upload/.
  kRefused,     // The collector refused it for good, or it is too large for any; it is gone. The
                // local report is still there.
  kPutAside,    // It is no report of that date; it is now called DATE.json.corrupt.
  kKept,        // It stays in local/ for the next run.
  kBusy,        // Another run is sending it just now.
  kGone,        // Another run has taken care of it meanwhile.
};

struct ReportOutcome {
  absl::CivilDay week;
  Fate fate = Fate::kKept;
  // Why it was not sent: the collector's answer or what failed here. OK if it was, is being sent,
  // or is gone.
  absl::Status reason;
  // What of it the collector did not store, if it was sent.
  std::vector<v1::DroppedItem> dropped = {};
};

// What is appended to the name of a file that is put aside.
inline constexpr char kPutAsideSuffix[] = ".corrupt";

// Sends the report of `week` that lies in `local/`. Every failure is in the outcome.
ReportOutcome SendReport(const TelemetryDir& dir, absl::CivilDay week, UploadClient& client,
                         Retrier& retrier, const std::stop_token& stop);

}  // namespace telemetry

#endif  // UPLOAD_REPORT_SENDER_H_
