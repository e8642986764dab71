#include "storage/sqlite_store/store_probe.h"

#include "absl/status/statusor.h"
#include "storage/sqlite_store/internal/report_schema.h"
#include "storage/sqlite_store/internal/sqlite.h"

namespace telemetry {

using storage_internal::SqliteDatabase;

absl::Status ProbeStore(absl::string_view path) {
  absl::StatusOr<SqliteDatabase> database =
      SqliteDatabase::Open(path, {.access = SqliteDatabase::Access::kReadWrite});
  if (!database.ok()) return database.status();
  const absl::Status status = storage_internal::CheckReportSchema(*database);
  if (!status.ok()) return status;
  // The same number again, in the header. It is the writer's synchronous setting, too.
  return database->Execute("PRAGMA synchronous = FULL; PRAGMA user_version = 1");
}

}  // namespace telemetry
