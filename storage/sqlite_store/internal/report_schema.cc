#include "storage/sqlite_store/internal/report_schema.h"

#include <cstdint>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"

namespace telemetry::storage_internal {
namespace {

constexpr int64_t kApplicationId = 0x74656c65;  // "tele"
constexpr int64_t kVersion = 1;

// Three reports of usual size (2.2 KB) fit into one page. Of the index, whose order is random, each
// report changes a different page: with larger pages, most of what is written would be those.
constexpr int64_t kPageSizeBytes = 8192;

constexpr char kYoungerTables[] =
    "CREATE TABLE IF NOT EXISTS config (number INTEGER PRIMARY KEY, version TEXT NOT NULL,"
    " since INTEGER NOT NULL, title TEXT NOT NULL, bytes TEXT NOT NULL) STRICT;"
    "CREATE TABLE IF NOT EXISTS dropped (day TEXT NOT NULL, program TEXT NOT NULL,"
    " version TEXT NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL,"
    " is_approved INTEGER NOT NULL, reports INTEGER NOT NULL, items INTEGER NOT NULL,"
    " UNIQUE (day, program, version, kind, reason)) STRICT;"
    "CREATE TABLE IF NOT EXISTS intake (day TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,"
    " reports INTEGER NOT NULL, UNIQUE (day, kind, name)) STRICT;"
    "CREATE TABLE IF NOT EXISTS empty (week TEXT NOT NULL, x REAL NOT NULL, PRIMARY KEY (week, x))"
    " STRICT, WITHOUT ROWID;"
    "CREATE TABLE IF NOT EXISTS mixed (up_to INTEGER NOT NULL) STRICT;"
    "CREATE TABLE IF NOT EXISTS publication (number INTEGER PRIMARY KEY CHECK (number = 1),"
    " secret INTEGER NOT NULL) STRICT";

absl::StatusOr<bool> IsEmpty(SqliteDatabase& database) {
  const absl::StatusOr<int64_t> objects = database.QueryInt64("SELECT count(*) FROM sqlite_schema");
  if (!objects.ok()) return objects.status();
  const absl::StatusOr<int64_t> id = database.QueryInt64("PRAGMA application_id");
  if (!id.ok()) return id.status();
  return *objects == 0 && *id == 0;
}

}  // namespace

absl::Status CreateReportSchema(SqliteDatabase& database) {
  // The page size must be set first: the first write fixes it.
  absl::Status status = database.Execute(absl::StrCat("PRAGMA page_size = ", kPageSizeBytes));
  if (!status.ok()) return status;
  status = database.Execute("BEGIN IMMEDIATE");
  if (!status.ok()) return status;
  const absl::StatusOr<bool> empty = IsEmpty(database);
  status = empty.status();
  if (empty.ok() && *empty) {
    status = database.Execute(absl::StrCat(
        "CREATE TABLE report (id INTEGER PRIMARY KEY, week TEXT NOT NULL, x REAL NOT NULL,"
        " json TEXT NOT NULL, UNIQUE (week, x)) STRICT;"
        "PRAGMA application_id = ",
        kApplicationId, "; PRAGMA user_version = ", kVersion));
  }
  if (!status.ok()) {
    (void)database.Execute("ROLLBACK");
    return status;
  }
  status = database.Execute("COMMIT");
  if (status.ok()) status = CheckReportSchema(database);
  if (status.ok()) status = database.Execute(kYoungerTables);
  return status;
}

absl::Status CheckReportSchema(SqliteDatabase& database) {
  const absl::StatusOr<int64_t> id = database.QueryInt64("PRAGMA application_id");
  if (!id.ok()) return id.status();
  if (*id != kApplicationId) {
    return absl::DataLossError(absl::StrCat(database.path(), ": not a report store"));
  }
  const absl::StatusOr<int64_t> version = database.QueryInt64("PRAGMA user_version");
  if (!version.ok()) return version.status();
  if (*version != kVersion) {
    return absl::FailedPreconditionError(
        absl::StrCat(database.path(), ": report store of version ", *version,
                     ", but this program knows only version ", kVersion));
  }
  return absl::OkStatus();
}

absl::StatusOr<SqliteDatabase> OpenStore(absl::string_view path, StoreAccess access) {
  const bool writes = access == StoreAccess::kReadWrite;
  absl::StatusOr<SqliteDatabase> database = SqliteDatabase::Open(
      path,
      {.access = writes ? SqliteDatabase::Access::kCreate : SqliteDatabase::Access::kReadOnly});
  if (!database.ok()) return database.status();
  absl::Status status = writes ? CreateReportSchema(*database) : CheckReportSchema(*database);
  if (status.ok() && writes) status = database->Execute("PRAGMA journal_mode = WAL");
  if (!status.ok()) return status;
  return database;
}

}  // namespace telemetry::storage_internal
