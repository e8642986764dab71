// Backs up a SQLite store, even while a collector writes to it.
//
//   absl::Status status = BackUpStore("/data/reports.db", "/backup/reports.db");
//
// A plain copy of the file would not do: what was accepted last is in the log beside it.
//
// Thread-safe for distinct files.

#ifndef STORAGE_SQLITE_STORE_STORE_BACKUP_H_
#define STORAGE_SQLITE_STORE_STORE_BACKUP_H_

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

namespace telemetry {

// As SqliteStore::BackUp(). The store's log grows while this reads, and is folded afterwards.
absl::Status BackUpStore(absl::string_view path, const std::string& file);

}  // namespace telemetry

#endif  // STORAGE_SQLITE_STORE_STORE_BACKUP_H_
