// The collector's store of accepted reports, to which it adds.
//
//   absl::StatusOr<std::unique_ptr<ReportStore>> reports = store.OpenReports({});
//   (*reports)->Put(absl::CivilDay(2026, 11, 18), 0.123, json_line, [](absl::Status status) {
//     // The report is on disk if status is OK.
//   });
//
// Reports are keyed by (week, X), and the first report of a key stays. The same report again (the
// same JSON, or what Options::is_same accepts) is a success; a different one with its key is
// refused.
//
// Durability: `done` is called with OK only after the transaction that holds the report was synced
// to disk, so an acknowledged report survives kill -9 and loss of power. Commits are grouped: one
// thread takes everything that is queued, writes one transaction, syncs once and calls back. The
// rate is thus bounded by the disk's bandwidth and not by its sync latency.
//
// Where the reports go is a matter of the engine (report_committer.h): CollectorStore
// (collector_store.h) opens one. ReportReader reads what is stored, in this process or another.
// Several processes may even write at once.
//
// Thread-safe.

#ifndef STORAGE_REPORT_STORE_REPORT_STORE_H_
#define STORAGE_REPORT_STORE_REPORT_STORE_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "storage/mutex.h"
#include "storage/report_store/intake_counts.h"
#include "storage/report_store/report_committer.h"
#include "storage/report_store/store_room.h"

namespace telemetry {

class ReportStore {
 public:
  struct Options {
    // Limits on reports waiting to be committed. Beyond them Put() refuses. A commit in progress
    // holds at most as much again, and about 20 MB of changed pages.
    size_t max_queued_reports = 16384;
    size_t max_queued_bytes = 64 << 20;
    // Beyond these, no report is stored.
    StoreRoomLimits room = {};
    // Whether a report counts as the one stored under its key although its JSON differs, for
    // instance because less of it has been left out. Called on the committing thread; must be
    // quick.
    std::function<bool(absl::string_view stored, absl::string_view offered)> is_same =
        [](absl::string_view, absl::string_view) { return false; };
  };

  // Called once, on the committing thread or, if the queue is full, inside Put(). Must be quick and
  // must not wait for another Put(): the next commit waits for it.
  using Done = std::function<void(absl::Status)>;

  // A store whose reports `committer` commits.
  ReportStore(std::unique_ptr<ReportCommitter> committer, const Options& options);

  // Commits what is queued and calls back, then closes. No Put() may be running.
  ~ReportStore();

  ReportStore(const ReportStore&) = delete;
  ReportStore& operator=(const ReportStore&) = delete;

  // Stores `json`, one line of canonical compact JSON without newline, and calls `done` with:
  //   OK                  it is durable, whether from now or from before;
  //   ALREADY_EXISTS      a different report has this week and X;
  //   RESOURCE_EXHAUSTED  too much is queued; `done` was called inside Put();
  //   other codes         the store failed, and nobody can rely on the report; names it.
  // In the same transaction, what the report counts for (`arrival`) is added to the store's IntakeCounts.
  void Put(absl::CivilDay week, double x, std::string json, Done done,
           std::optional<ReportArrival> arrival = std::nullopt);

  // Counts a report of which nothing is left to store, and calls `done` as Put() does: OK once it is
  // durable that it has counted. Its key is kept, apart from the reports, for as long as counts are
  // (IntakeCounts::kKeptDays), and takes no place from a report: one that comes later is stored.
  void PutEmpty(absl::CivilDay week, double x, Done done, const ReportArrival& arrival);

  // Whether a report could be stored now, as far as Options::room is concerned: Unavailable if not.
  absl::Status CheckRoom() const { return committer_->CheckRoom(); }

  // Put(), and waits for its result. Not from a callback.
  absl::Status PutAndWait(absl::CivilDay week, double x, std::string json,
                          std::optional<ReportArrival> arrival = std::nullopt);

 private:
  void Add(QueuedReport report);
  // The committing thread: the only caller of ReportCommitter::Commit().
  void CommitUntilStopped();
  // Empty if there is nothing left to do.
  std::vector<QueuedReport> WaitForBatch();
  // One result per report, in order.
  std::vector<absl::Status> Commit(const std::vector<QueuedReport>& batch);

  const std::unique_ptr<ReportCommitter> committer_;
  const size_t max_queued_reports_;
  const size_t max_queued_bytes_;

  Mutex mutex_;
  CondVar work_;
  std::vector<QueuedReport> queue_ ABSL_GUARDED_BY(mutex_);
  size_t queued_bytes_ ABSL_GUARDED_BY(mutex_) = 0;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;

  std::thread thread_;
};

}  // namespace telemetry

#endif  // STORAGE_REPORT_STORE_REPORT_STORE_H_
