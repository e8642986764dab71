// Commits reports to PostgreSQL: as many as are queued, and what they count for, in one transaction of two round
// trips; a third one if some of them were there before.
//
//   auto committer = std::make_unique<PostgresCommitter>(address, timeouts, options);
//   auto reports = std::make_unique<ReportStore>(std::move(committer), options);
//
// As thread-safe as ReportCommitter.

#ifndef STORAGE_POSTGRES_STORE_INTERNAL_POSTGRES_COMMITTER_H_
#define STORAGE_POSTGRES_STORE_INTERNAL_POSTGRES_COMMITTER_H_

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/postgres_store/internal/postgres_connection.h"
#include "storage/postgres_store/postgres_address.h"
#include "storage/report_store/report_committer.h"
#include "storage/report_store/report_store.h"
#include "storage/report_store/store_room.h"

namespace telemetry::storage_internal {

class PostgresCommitter final : public ReportCommitter {
 public:
  PostgresCommitter(const PostgresAddress& address, const PostgresTimeouts& timeouts,
                    const ReportStore::Options& options);

  // As of the last commit, if that was less than ten seconds ago; OK otherwise, and the next commit
  // asks again. What is free on the server's disk is the server's to watch.
  absl::Status CheckRoom() const override;
  absl::StatusOr<std::vector<absl::Status>> Commit(
      const std::vector<QueuedReport>& reports) override;

 private:
  // Whether so many bytes are within the limit.
  absl::Status RoomAt(uint64_t store_bytes) const;
  void NoteBytes(const PostgresRows& rows);
  // Begins the transaction. What becomes of each report: one of kIntakeOutcomes, or empty if another one had its key and
  // was removed meanwhile. After an error, the transaction has ended.
  absl::StatusOr<std::vector<absl::string_view>> Insert(const std::vector<QueuedReport>& reports);
  // Compares those that were not inserted with what has their keys.
  absl::Status Compare(const std::vector<QueuedReport>& reports, const std::vector<size_t>& rest,
                       std::vector<absl::string_view>& outcomes);
  absl::Status RemovedJustNow() const;

  const StoreRoomLimits room_;
  const std::function<bool(absl::string_view stored, absl::string_view offered)> is_same_;
  PostgresConnection connection_;
  // Written by Commit(); read by whoever asks, who needs no more than the numbers.
  std::atomic<uint64_t> store_bytes_ = 0;
  std::atomic<int64_t> noted_at_seconds_ = 0;
};

}  // namespace telemetry::storage_internal

#endif  // STORAGE_POSTGRES_STORE_INTERNAL_POSTGRES_COMMITTER_H_
