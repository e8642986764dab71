// The SQLite schema of the report store, shared by its writer and its reader.
//
// One table:
//
//   report(id, week, x, json)   UNIQUE (week, x)
//
//   id    INTEGER  position in the table; new reports are appended, which keeps writing sequential
//   week  TEXT     YYYY-MM-DD
//   x     REAL     the report's X
//   json  TEXT     the report as one line of compact JSON, without the newline
//
// The file is marked: PRAGMA application_id says that it is a report store, PRAGMA user_version
// which version of this schema it has.

#ifndef STORAGE_INTERNAL_REPORT_SCHEMA_H_
#define STORAGE_INTERNAL_REPORT_SCHEMA_H_

#include "absl/status/status.h"
#include "storage/internal/sqlite.h"

namespace telemetry::internal {

// Makes an empty database a report store, durably; does nothing to one that is a report store
// already. Otherwise fails as CheckReportSchema().
absl::Status CreateReportSchema(SqliteDatabase& database);

// OK if the database is a report store of this version. DATA_LOSS: it is not a report store;
// FAILED_PRECONDITION: of another version; else the error of reading it.
absl::Status CheckReportSchema(SqliteDatabase& database);

}  // namespace telemetry::internal

#endif  // STORAGE_INTERNAL_REPORT_SCHEMA_H_
