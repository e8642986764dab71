// What an engine does for a ReportStore (report_store.h): it commits reports.
//
//   absl::StatusOr<std::vector<absl::Status>> results =
//       committer.Commit({{.week = day, .x = 0.123, .json = json_line}});
//
// Thread-compatible, except CheckRoom().

#ifndef STORAGE_REPORT_STORE_REPORT_COMMITTER_H_
#define STORAGE_REPORT_STORE_REPORT_COMMITTER_H_

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "storage/report_store/intake_counts.h"

namespace telemetry {

// A report that waits to be committed.
struct QueuedReport {
  absl::CivilDay week;
  double x = 0;
  std::string json = "";
  std::function<void(absl::Status)> done = nullptr;
  // What it counts for; nullopt: nothing.
  std::optional<ReportArrival> arrival = std::nullopt;
  // Nothing of it is left to store: only its key is kept, so that it counts once.
  bool is_empty = false;
};

class ReportCommitter {
 public:
  virtual ~ReportCommitter() = default;

  // Whether there is room for a report now: Unavailable if not. Called by any thread.
  virtual absl::Status CheckRoom() const = 0;

  // Commits all of them and what they count for in one transaction, in this order, and returns when
  // they are on disk: for each OK (it is stored, from now or from before, or it is empty) or
  // ALREADY_EXISTS (another one has its key). An error, which names the store, if none of them may be told that it is stored.
  virtual absl::StatusOr<std::vector<absl::Status>> Commit(
      const std::vector<QueuedReport>& reports) = 0;
};

// The ALREADY_EXISTS of a report.
absl::Status OtherReportHasKey(const QueuedReport& report);

}  // namespace telemetry

#endif  // STORAGE_REPORT_STORE_REPORT_COMMITTER_H_
