#include "storage/sqlite_store/arrival_order.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "storage/sqlite_store/internal/report_schema.h"
#include "storage/sqlite_store/internal/sqlite.h"

namespace telemetry {
namespace {

using storage_internal::SqliteDatabase;
using storage_internal::SqliteStatement;

struct Row {
  int64_t id;
  std::string week;
  double x;
  std::string json;
};

// The rows up to `last`, latest first, until there are enough of them.
absl::StatusOr<std::vector<Row>> ReadBackwards(SqliteDatabase& database, int64_t last,
                                               const ArrivalOrderOptions& options) {
  absl::StatusOr<SqliteStatement> select = database.Prepare(
      "SELECT id, week, x, json FROM report WHERE id <= ? ORDER BY id DESC LIMIT ?");
  if (!select.ok()) return select.status();
  select->BindInt64(1, last);
  select->BindInt64(2, std::max<int64_t>(options.max_reports, 2));
  std::vector<Row> rows;
  size_t bytes = 0;
  for (;;) {
    const absl::StatusOr<bool> row = select->Step();
    if (!row.ok()) return row.status();
    if (!*row) return rows;
    rows.push_back({select->ColumnInt64(0), std::string(select->ColumnText(1)),
                    select->ColumnDouble(2), std::string(select->ColumnText(3))});
    bytes += rows.back().json.size();
    if (bytes >= options.max_bytes && rows.size() >= 2) return rows;
  }
}

// Writes the rows again, under the same numbers, in the order of week and X.
absl::Status WriteMixed(SqliteDatabase& database, std::vector<Row> rows) {
  std::vector<int64_t> ids;
  ids.reserve(rows.size());
  for (const Row& row : rows) ids.push_back(row.id);
  std::sort(ids.begin(), ids.end());
  std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
    return std::tie(a.week, a.x) < std::tie(b.week, b.x);
  });
  absl::StatusOr<SqliteStatement> remove =
      database.Prepare("DELETE FROM report WHERE id BETWEEN ? AND ?");
  if (!remove.ok()) return remove.status();
  remove->BindInt64(1, ids.front());
  remove->BindInt64(2, ids.back());
  if (absl::Status status = remove->Run(); !status.ok()) return status;
  absl::StatusOr<SqliteStatement> insert =
      database.Prepare("INSERT INTO report (id, week, x, json) VALUES (?, ?, ?, ?)");
  if (!insert.ok()) return insert.status();
  for (size_t i = 0; i < rows.size(); ++i) {
    insert->BindInt64(1, ids[i]);
    insert->BindText(2, rows[i].week);
    insert->BindDouble(3, rows[i].x);
    insert->BindText(4, rows[i].json);
    if (absl::Status status = insert->Run(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

// Mixes the rows up to `last`, as many as go at a time; `last` is then before them.
absl::Status MixPiece(SqliteDatabase& database, const ArrivalOrderOptions& options, int64_t& last) {
  if (absl::Status status = database.Execute("BEGIN IMMEDIATE"); !status.ok()) return status;
  absl::StatusOr<std::vector<Row>> rows = ReadBackwards(database, last, options);
  absl::Status status = rows.status();
  int64_t first = 0;
  if (status.ok() && !rows->empty()) {
    first = rows->back().id;
    status = WriteMixed(database, *std::move(rows));
  }
  if (status.ok()) status = database.Execute("COMMIT");
  if (!status.ok()) {
    (void)database.Execute("ROLLBACK");
    return status;
  }
  last = first - 1;
  return absl::OkStatus();
}

}  // namespace

absl::Status ForgetArrivalOrder(absl::string_view path, const ArrivalOrderOptions& options) {
  absl::StatusOr<SqliteDatabase> database =
      storage_internal::OpenStore(path, StoreAccess::kReadWrite);
  if (!database.ok()) return database.status();
  absl::Status status = database->Execute("PRAGMA secure_delete = ON");
  if (!status.ok()) return status;
  const absl::StatusOr<int64_t> newest =
      database->QueryInt64("SELECT ifnull(max(id), 0) FROM report");
  if (!newest.ok()) return newest.status();
  const absl::StatusOr<int64_t> mixed =
      database->QueryInt64("SELECT ifnull(max(up_to), 0) FROM mixed");
  if (!mixed.ok()) return mixed.status();
  if (*newest <= *mixed) return absl::OkStatus();
  for (int64_t last = *newest; last > *mixed;) {
    status = MixPiece(*database, options, last);
    if (!status.ok()) return status;
  }
  status = database->Execute(
      absl::StrCat("DELETE FROM mixed; INSERT INTO mixed VALUES (", *newest, ")"));
  // The log still has the old order until it is written anew. Fails while somebody reads, and is then
  // done later by whoever writes.
  if (status.ok()) (void)database->Execute("PRAGMA wal_checkpoint(TRUNCATE)");
  return status;
}

}  // namespace telemetry
