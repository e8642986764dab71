// The SQLite schema of the report store, shared by its writer and its reader.
//
// One table:
//
//   report(id, week, x, json)   UNIQUE (week, x)
//
//   id    INTEGER  position in the table; new reports are appended, which keeps writes sequential
//   week  TEXT     YYYY-MM-DD
//   x     REAL     the report's X
//   json  TEXT     the report as one line of compact JSON, without the newline
//
// The file is marked: PRAGMA application_id says that it is a report store, PRAGMA user_version
// gives the version of this schema.

#ifndef STORAGE_REPORT_STORE_INTERNAL_REPORT_SCHEMA_H_
#define STORAGE_REPORT_STORE_INTERNAL_REPORT_SCHEMA_H_

#include "absl/status/status.h"
#include "storage/report_store/internal/sqlite.h"

namespace telemetry::storage_internal {

// Turns an empty database into a report store, durably; does nothing if it already is one.
// Otherwise fails like CheckReportSchema().
absl::Status CreateReportSchema(SqliteDatabase& database);

// OK if the database is a report store of this version. DATA_LOSS: not a report store;
// FAILED_PRECONDITION: another version; otherwise the error of reading it.
absl::Status CheckReportSchema(SqliteDatabase& database);

}  // namespace telemetry::storage_internal

#endif  // STORAGE_REPORT_STORE_INTERNAL_REPORT_SCHEMA_H_
