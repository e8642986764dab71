// Removes a report from a SQLite store, even while a collector writes to it.
//
//   absl::Status status = RemoveReport("/data/reports.db", absl::CivilDay(2026, 11, 18), 0.123);

#ifndef STORAGE_SQLITE_STORE_REPORT_REMOVAL_H_
#define STORAGE_SQLITE_STORE_REPORT_REMOVAL_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace telemetry {

// Removes the report with this week and X from the existing store at `path`, durably: its bytes are
// overwritten, in the log too unless somebody reads it at the moment. NotFound, naming them, if there
// is no such report; otherwise the errors of SqliteStore::OpenReader().
absl::Status RemoveReport(absl::string_view path, absl::CivilDay week, double x);

}  // namespace telemetry

#endif  // STORAGE_SQLITE_STORE_REPORT_REMOVAL_H_
