// Whether a report store can be written to, tried out.
//
//   absl::Status status = ProbeStore("/data/reports.db");
//
// Thread-safe.

#ifndef STORAGE_SQLITE_STORE_STORE_PROBE_H_
#define STORAGE_SQLITE_STORE_STORE_PROBE_H_

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace telemetry {

// Writes a page of the store at `path` as it is, and flushes it to disk. Errors: as
// SqliteDatabase::Open() (internal/sqlite.h), or of the writing.
absl::Status ProbeStore(absl::string_view path);

}  // namespace telemetry

#endif  // STORAGE_SQLITE_STORE_STORE_PROBE_H_
