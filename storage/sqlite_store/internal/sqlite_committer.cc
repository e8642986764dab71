#include "storage/sqlite_store/internal/sqlite_committer.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/sqlite_store/internal/report_schema.h"
#include "storage/sqlite_store/internal/sqlite_intake_counts.h"

namespace telemetry::storage_internal {
namespace {

// The write-ahead log is synced at every commit, as for every database opened with kCreate. It is
// folded into the database when it has 64 MiB of pages: the longer it is, the fewer pages are
// written twice. A log that a long reader let grow beyond that is truncated. The cache holds the
// index of some millions of reports.
constexpr char kWriterPragmas[] =
    "PRAGMA journal_mode = WAL;"
    "PRAGMA wal_autocheckpoint = 8192;"
    "PRAGMA journal_size_limit = 134217728;"
    "PRAGMA cache_size = -32768;";

constexpr char kInsert[] =
    "INSERT INTO report (week, x, json) VALUES (?, ?, ?) ON CONFLICT (week, x) DO NOTHING";

constexpr char kSelect[] = "SELECT json FROM report WHERE week = ? AND x = ?";

constexpr char kInsertEmpty[] =
    "INSERT INTO empty (week, x) SELECT ?1, ?2"
    " WHERE NOT EXISTS (SELECT 1 FROM report WHERE week = ?1 AND x = ?2)"
    " ON CONFLICT (week, x) DO NOTHING";

constexpr char kRemoveEmpty[] = "DELETE FROM empty WHERE week = ? AND x = ?";

}  // namespace

absl::StatusOr<std::unique_ptr<SqliteCommitter>> SqliteCommitter::Open(
    absl::string_view path, const ReportStore::Options& options) {
  absl::StatusOr<SqliteDatabase> database = SqliteDatabase::Open(
      path,
      {.access = SqliteDatabase::Access::kCreate, .journal = SqliteDatabase::Journal::kBuffered});
  if (!database.ok()) return database.status();
  absl::Status status = CreateReportSchema(*database);
  if (!status.ok()) return status;
  status = database->Execute(kWriterPragmas);
  if (!status.ok()) return status;
  absl::StatusOr<SqliteStatement> insert = database->Prepare(kInsert);
  if (!insert.ok()) return insert.status();
  absl::StatusOr<SqliteStatement> select = database->Prepare(kSelect);
  if (!select.ok()) return select.status();
  absl::StatusOr<SqliteStatement> insert_empty = database->Prepare(kInsertEmpty);
  if (!insert_empty.ok()) return insert_empty.status();
  absl::StatusOr<SqliteStatement> remove_empty = database->Prepare(kRemoveEmpty);
  if (!remove_empty.ok()) return remove_empty.status();
  return std::unique_ptr<SqliteCommitter>(
      new SqliteCommitter(*std::move(database),
                          {.insert = *std::move(insert),
                           .select = *std::move(select),
                           .insert_empty = *std::move(insert_empty),
                           .remove_empty = *std::move(remove_empty)},
                          options));
}

SqliteCommitter::SqliteCommitter(SqliteDatabase database, Statements statements,
                                 const ReportStore::Options& options)
    : path_(database.path()),
      room_(options.room),
      is_same_(options.is_same),
      database_(std::move(database)),
      statements_(std::move(statements)) {}

absl::StatusOr<std::vector<absl::Status>> SqliteCommitter::Commit(
    const std::vector<QueuedReport>& reports) {
  absl::StatusOr<std::vector<absl::Status>> results = InsertAll(reports);
  // Some errors have already rolled back; then this does nothing.
  if (!results.ok()) (void)database_.Execute("ROLLBACK");
  return results;
}

absl::StatusOr<std::vector<absl::Status>> SqliteCommitter::InsertAll(
    const std::vector<QueuedReport>& batch) {
  absl::Status status = database_.Execute("BEGIN IMMEDIATE");
  if (!status.ok()) return status;
  std::vector<absl::Status> results;
  results.reserve(batch.size());
  IntakeSum sum;
  for (const QueuedReport& report : batch) {
    const absl::StatusOr<absl::string_view> outcome =
        report.is_empty ? InsertEmpty(report) : Insert(report);
    if (!outcome.ok()) return outcome.status();
    if (report.arrival.has_value()) sum.AddReport(*report.arrival, *outcome);
    results.push_back(*outcome == kIntakeConflicting ? OtherReportHasKey(report)
                                                     : absl::OkStatus());
  }
  status = AddIntakeCounts(database_, sum.Counts());
  if (status.ok()) status = database_.Execute("COMMIT");
  if (!status.ok()) return status;
  return results;
}

absl::StatusOr<absl::string_view> SqliteCommitter::Insert(const QueuedReport& report) {
  statements_.insert.BindText(3, report.json);
  const absl::StatusOr<bool> is_new = RunWithKey(statements_.insert, report);
  if (!is_new.ok()) return is_new.status();
  if (*is_new) {
    const absl::StatusOr<bool> was_empty = RunWithKey(statements_.remove_empty, report);
    if (!was_empty.ok()) return was_empty.status();
    return *was_empty ? kIntakeAgain : kIntakeStored;
  }
  SqliteStatement& select = statements_.select;
  const std::string week = absl::FormatCivilTime(report.week);
  select.BindText(1, week);
  select.BindDouble(2, report.x);
  const absl::StatusOr<bool> row = select.Step();
  if (!row.ok()) return row.status();
  if (!*row) return absl::InternalError(absl::StrCat(database_.path(), ": no row in conflict"));
  const absl::string_view stored = select.ColumnText(0);
  const bool same = stored == report.json || is_same_(stored, report.json);
  select.Reset();
  return same ? kIntakeAgain : kIntakeConflicting;
}

absl::StatusOr<absl::string_view> SqliteCommitter::InsertEmpty(const QueuedReport& report) {
  const absl::StatusOr<bool> is_new = RunWithKey(statements_.insert_empty, report);
  if (!is_new.ok()) return is_new.status();
  return *is_new ? kIntakeEmpty : kIntakeAgain;
}

absl::StatusOr<bool> SqliteCommitter::RunWithKey(SqliteStatement& statement,
                                                 const QueuedReport& report) {
  const std::string week = absl::FormatCivilTime(report.week);
  statement.BindText(1, week);
  statement.BindDouble(2, report.x);
  if (absl::Status status = statement.Run(); !status.ok()) return status;
  return database_.changed_rows() == 1;
}

}  // namespace telemetry::storage_internal
