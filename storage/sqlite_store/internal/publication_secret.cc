#include "storage/sqlite_store/internal/publication_secret.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "storage/sqlite_store/internal/report_schema.h"
#include "storage/sqlite_store/internal/sqlite.h"

namespace telemetry::storage_internal {
namespace {

absl::StatusOr<std::optional<uint64_t>> Read(SqliteDatabase& database) {
  const absl::StatusOr<int64_t> tables =
      database.QueryInt64("SELECT count(*) FROM sqlite_schema WHERE name = 'publication'");
  if (!tables.ok()) return tables.status();
  if (*tables == 0) return std::nullopt;  // an older store
  absl::StatusOr<SqliteStatement> select = database.Prepare("SELECT secret FROM publication");
  if (!select.ok()) return select.status();
  const absl::StatusOr<bool> row = select->Step();
  if (!row.ok()) return row.status();
  if (!*row) return std::nullopt;
  return static_cast<uint64_t>(select->ColumnInt64(0));
}

}  // namespace

absl::StatusOr<std::optional<uint64_t>> ReadPublicationSecret(absl::string_view path) {
  absl::StatusOr<SqliteDatabase> database = OpenStore(path, StoreAccess::kReadOnly);
  if (!database.ok()) return database.status();
  return Read(*database);
}

absl::StatusOr<uint64_t> AgreeOnPublicationSecret(absl::string_view path, uint64_t proposed) {
  absl::StatusOr<SqliteDatabase> database = OpenStore(path, StoreAccess::kReadWrite);
  if (!database.ok()) return database.status();
  const absl::Status status = database->Execute(
      absl::StrCat("INSERT OR IGNORE INTO publication (number, secret) VALUES (1, ",
                   static_cast<int64_t>(proposed), ")"));
  if (!status.ok()) return status;
  const absl::StatusOr<std::optional<uint64_t>> secret = Read(*database);
  if (!secret.ok()) return secret.status();
  if (!secret->has_value()) {
    return absl::DataLossError(absl::StrCat(path, ": what was just stored is not there"));
  }
  return **secret;
}

}  // namespace telemetry::storage_internal
