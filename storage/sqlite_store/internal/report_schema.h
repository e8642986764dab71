// The SQLite schema of the report store, shared by its writers and its readers.
//
//   report(id, week, x, json)   UNIQUE (week, x)
//
//   id    INTEGER  position in the table; new reports are appended, which keeps writes sequential, and
//                  arrival_order.h mixes them later
//   week  TEXT     YYYY-MM-DD
//   x     REAL     the report's X
//   json  TEXT     the report as one line of compact JSON, without the newline
//
//   config(number, version, since, title, bytes): config_history.h
//
//   number  INTEGER  1 for the first one that came into force, and one more for each
//   since   INTEGER  when it did, in seconds since 1970
//   version, title, bytes  TEXT
//
//   dropped(day, program, version, kind, reason, is_approved, reports, items): drop_counts.h
//
//   intake(day, kind, name, reports): intake_counts.h
//
//   empty(week, x): the keys of reports of which nothing was left to store (report_store.h), in their order
//
//   mixed(up_to): arrival_order.h
//
//   publication(number, secret): one row at most; publication_secret.h
//
// The last six are younger than the others: a store may lack them until something that writes opens
// it. Programs that do not know them leave them alone, so they share the others' version.
//
// The file is marked: PRAGMA application_id says that it is a report store, PRAGMA user_version
// gives the version of this schema.

#ifndef STORAGE_SQLITE_STORE_INTERNAL_REPORT_SCHEMA_H_
#define STORAGE_SQLITE_STORE_INTERNAL_REPORT_SCHEMA_H_

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/report_store/collector_store.h"
#include "storage/sqlite_store/internal/sqlite.h"

namespace telemetry::storage_internal {

// Turns an empty database into a report store, durably; adds what it lacks if it already is one.
// Otherwise fails like CheckReportSchema().
absl::Status CreateReportSchema(SqliteDatabase& database);

// OK if the database is a report store of this version. DATA_LOSS: not a report store;
// FAILED_PRECONDITION: another version; otherwise the error of reading it.
absl::Status CheckReportSchema(SqliteDatabase& database);

// Opens the store at `path` beside those who add reports: to write, creating what is missing, or only
// to read. Errors as SqliteDatabase::Open() and CheckReportSchema().
absl::StatusOr<SqliteDatabase> OpenStore(absl::string_view path, StoreAccess access);

}  // namespace telemetry::storage_internal

#endif  // STORAGE_SQLITE_STORE_INTERNAL_REPORT_SCHEMA_H_
