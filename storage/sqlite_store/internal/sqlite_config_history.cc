#include "storage/sqlite_store/internal/sqlite_config_history.h"

#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "storage/quoted.h"
#include "storage/sqlite_store/internal/report_schema.h"

namespace telemetry::storage_internal {
namespace {

constexpr char kNewestNumber[] = "SELECT coalesce(max(number), 0) FROM config";

ConfigRecord RecordOf(const SqliteStatement& row) {
  return {.number = row.ColumnInt64(0),
          .version = std::string(row.ColumnText(1)),
          .since = absl::FromUnixSeconds(row.ColumnInt64(2)),
          .title = std::string(row.ColumnText(3)),
          .bytes = std::string(row.ColumnText(4))};
}

}  // namespace

absl::StatusOr<std::unique_ptr<ConfigHistory>> SqliteConfigHistory::Open(absl::string_view path,
                                                                         StoreAccess access) {
  absl::StatusOr<SqliteDatabase> database = OpenStore(path, access);
  if (!database.ok()) return database.status();
  return std::unique_ptr<ConfigHistory>(new SqliteConfigHistory(*std::move(database)));
}

absl::StatusOr<bool> SqliteConfigHistory::HasTable() {
  const absl::StatusOr<int64_t> tables =
      database_.QueryInt64("SELECT count(*) FROM sqlite_schema WHERE name = 'config'");
  if (!tables.ok()) return tables.status();
  return *tables > 0;
}

absl::StatusOr<int64_t> SqliteConfigHistory::NewestNumber() {
  if (!newest_number_.has_value()) {
    const absl::StatusOr<bool> has_table = HasTable();
    if (!has_table.ok()) return has_table.status();
    if (!*has_table) return 0;
    absl::StatusOr<SqliteStatement> statement = database_.Prepare(kNewestNumber);
    if (!statement.ok()) return statement.status();
    newest_number_ = *std::move(statement);
  }
  const auto reset = absl::MakeCleanup([this] { newest_number_->Reset(); });
  const absl::StatusOr<bool> row = newest_number_->Step();
  if (!row.ok()) return row.status();
  return newest_number_->ColumnInt64(0);
}

absl::StatusOr<std::vector<ConfigRecord>> SqliteConfigHistory::Select(
    absl::string_view where, std::optional<absl::string_view> text, int64_t limit,
    bool with_bytes) {
  std::vector<ConfigRecord> records;
  const absl::StatusOr<bool> has_table = HasTable();
  if (!has_table.ok()) return has_table.status();
  if (!*has_table) return records;
  absl::StatusOr<SqliteStatement> select = database_.Prepare(
      absl::StrCat("SELECT number, version, since, title, ", with_bytes ? "bytes" : "''",
                   " FROM config ", where, " ORDER BY number DESC LIMIT ", limit));
  if (!select.ok()) return select.status();
  if (text.has_value()) select->BindText(1, *text);
  for (;;) {
    const absl::StatusOr<bool> row = select->Step();
    if (!row.ok()) return row.status();
    if (!*row) return records;
    records.push_back(RecordOf(*select));
  }
}

absl::StatusOr<std::optional<ConfigRecord>> SqliteConfigHistory::SelectOne(
    absl::string_view where, std::optional<absl::string_view> text) {
  absl::StatusOr<std::vector<ConfigRecord>> records = Select(where, text, 1);
  if (!records.ok()) return records.status();
  if (records->empty()) return std::optional<ConfigRecord>();
  return std::optional<ConfigRecord>(std::move(records->front()));
}

absl::StatusOr<std::optional<ConfigRecord>> SqliteConfigHistory::Newest() { return SelectOne(""); }

absl::StatusOr<std::optional<ConfigRecord>> SqliteConfigHistory::At(int64_t number) {
  return SelectOne(absl::StrCat("WHERE number = ", number));
}

absl::StatusOr<std::optional<ConfigRecord>> SqliteConfigHistory::Find(absl::string_view version) {
  return SelectOne("WHERE version = ?", version);
}

absl::StatusOr<std::vector<ConfigRecord>> SqliteConfigHistory::List(int64_t limit) {
  return Select("", std::nullopt, limit, /*with_bytes=*/false);
}

absl::StatusOr<bool> SqliteConfigHistory::PutInForce(const ConfigRecord& record) {
  absl::Status status = database_.Execute("BEGIN IMMEDIATE");
  if (!status.ok()) return status;
  absl::StatusOr<bool> changed = Insert(record);
  if (changed.ok()) {
    status = database_.Execute("COMMIT");
    if (status.ok()) return changed;
    changed = status;
  }
  // Some errors have already rolled back; then this does nothing.
  (void)database_.Execute("ROLLBACK");
  return changed;
}

absl::StatusOr<bool> SqliteConfigHistory::Insert(const ConfigRecord& record) {
  const absl::StatusOr<std::optional<ConfigRecord>> newest = Newest();
  if (!newest.ok()) return newest.status();
  if (newest->has_value() && (*newest)->bytes == record.bytes) return false;
  const absl::StatusOr<std::optional<ConfigRecord>> namesake = Find(record.version);
  if (!namesake.ok()) return namesake.status();
  if (namesake->has_value() && (*namesake)->bytes != record.bytes) {
    return absl::AlreadyExistsError(absl::StrCat(
        database_.path(), ": another config has the version ", Quoted(record.version)));
  }
  absl::StatusOr<SqliteStatement> insert = database_.Prepare(
      "INSERT INTO config (number, version, since, title, bytes)"
      " VALUES (1 + (SELECT coalesce(max(number), 0) FROM config), ?, ?, ?, ?)");
  if (!insert.ok()) return insert.status();
  insert->BindText(1, record.version);
  insert->BindInt64(2, absl::ToUnixSeconds(record.since));
  insert->BindText(3, record.title);
  insert->BindText(4, record.bytes);
  if (absl::Status status = insert->Run(); !status.ok()) return status;
  return true;
}

}  // namespace telemetry::storage_internal
