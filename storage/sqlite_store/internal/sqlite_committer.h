// Commits reports to a SQLite file.
//
//   absl::StatusOr<std::unique_ptr<SqliteCommitter>> committer =
//       SqliteCommitter::Open("/data/reports.db", options);
//   auto reports = std::make_unique<ReportStore>(*std::move(committer), options);
//
// As thread-safe as ReportCommitter.

#ifndef STORAGE_SQLITE_STORE_INTERNAL_SQLITE_COMMITTER_H_
#define STORAGE_SQLITE_STORE_INTERNAL_SQLITE_COMMITTER_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/report_store/report_committer.h"
#include "storage/report_store/report_store.h"
#include "storage/report_store/store_room.h"
#include "storage/sqlite_store/internal/sqlite.h"

namespace telemetry::storage_internal {

class SqliteCommitter final : public ReportCommitter {
 public:
  // Opens the store at `path`, or creates it. Errors: as SqliteStore::OpenReports().
  static absl::StatusOr<std::unique_ptr<SqliteCommitter>> Open(absl::string_view path,
                                                               const ReportStore::Options& options);

  absl::Status CheckRoom() const override { return CheckStoreRoom(path_, room_); }
  absl::StatusOr<std::vector<absl::Status>> Commit(
      const std::vector<QueuedReport>& reports) override;

 private:
  struct Statements {
    SqliteStatement insert;
    SqliteStatement select;
    SqliteStatement insert_empty;
    SqliteStatement remove_empty;
  };

  SqliteCommitter(SqliteDatabase database, Statements statements,
                  const ReportStore::Options& options);

  absl::StatusOr<std::vector<absl::Status>> InsertAll(const std::vector<QueuedReport>& batch);
  // What became of a report, one of kIntakeOutcomes; an error fails the transaction.
  absl::StatusOr<absl::string_view> Insert(const QueuedReport& report);
  absl::StatusOr<absl::string_view> InsertEmpty(const QueuedReport& report);
  // Runs a statement whose parameters are the report's key; whether it has changed anything.
  absl::StatusOr<bool> RunWithKey(SqliteStatement& statement, const QueuedReport& report);

  const std::string path_;
  const StoreRoomLimits room_;
  const std::function<bool(absl::string_view stored, absl::string_view offered)> is_same_;
  SqliteDatabase database_;
  Statements statements_;
};

}  // namespace telemetry::storage_internal

#endif  // STORAGE_SQLITE_STORE_INTERNAL_SQLITE_COMMITTER_H_
