#include "storage/sqlite_store/report_removal.h"

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "storage/sqlite_store/internal/report_schema.h"
#include "storage/sqlite_store/internal/sqlite.h"

namespace telemetry {

using storage_internal::SqliteDatabase;
using storage_internal::SqliteStatement;

absl::Status RemoveReport(absl::string_view path, absl::CivilDay week, double x) {
  absl::StatusOr<SqliteDatabase> database =
      SqliteDatabase::Open(path, {.access = SqliteDatabase::Access::kReadWrite});
  if (!database.ok()) return database.status();
  absl::Status status = storage_internal::CheckReportSchema(*database);
  if (status.ok()) status = database->Execute("PRAGMA secure_delete = ON");
  if (!status.ok()) return status;
  absl::StatusOr<SqliteStatement> remove =
      database->Prepare("DELETE FROM report WHERE week = ? AND x = ?");
  if (!remove.ok()) return remove.status();
  const std::string day = absl::FormatCivilTime(week);
  remove->BindText(1, day);
  remove->BindDouble(2, x);
  status = remove->Run();
  if (!status.ok()) return status;
  if (database->changed_rows() == 0) {
    return absl::NotFoundError(absl::StrCat(path, ": no report of ", day, " has this X"));
  }
  // Fails while somebody reads, and is then done later by whoever writes.
  (void)database->Execute("PRAGMA wal_checkpoint(TRUNCATE)");
  return absl::OkStatus();
}

}  // namespace telemetry
