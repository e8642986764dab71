#include "storage/sqlite_store/internal/sqlite_drop_counts.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "storage/quoted.h"
#include "storage/sqlite_store/internal/report_schema.h"

namespace telemetry::storage_internal {
namespace {

constexpr char kAdd[] =
    "INSERT INTO dropped (day, program, version, kind, reason, is_approved, reports, items)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (day, program, version, kind, reason) DO UPDATE SET"
    " is_approved = excluded.is_approved, reports = reports + excluded.reports,"
    " items = items + excluded.items";

// The rows of a day with the fewest reports, the oldest of them first; not the one that sums up.
constexpr char kFewest[] =
    "SELECT rowid FROM dropped WHERE day = ? AND is_approved = ? AND kind <> ''"
    " ORDER BY reports, rowid LIMIT ?";

absl::StatusOr<DropCount> CountOf(const SqliteStatement& row, const std::string& path) {
  DropCount count{.day = {},
                  .program = std::string(row.ColumnText(1)),
                  .version = std::string(row.ColumnText(2)),
                  .kind = std::string(row.ColumnText(3)),
                  .reason = std::string(row.ColumnText(4)),
                  .is_approved = row.ColumnInt64(5) != 0,
                  .reports = row.ColumnInt64(6),
                  .items = row.ColumnInt64(7)};
  if (!absl::ParseCivilTime(row.ColumnText(0), &count.day)) {
    return absl::DataLossError(
        absl::StrCat(path, ": a day of drops is not a date: ", Quoted(row.ColumnText(0))));
  }
  return count;
}

}  // namespace

absl::StatusOr<std::unique_ptr<DropCounts>> SqliteDropCounts::Open(absl::string_view path,
                                                                   StoreAccess access) {
  absl::StatusOr<SqliteDatabase> database = OpenStore(path, access);
  if (!database.ok()) return database.status();
  return std::unique_ptr<DropCounts>(new SqliteDropCounts(*std::move(database)));
}

absl::Status SqliteDropCounts::Add(const std::vector<DropCount>& counts) {
  if (counts.empty()) return absl::OkStatus();
  absl::Status status = database_.Execute("BEGIN IMMEDIATE");
  if (!status.ok()) return status;
  status = AddAll(counts);
  if (status.ok()) status = database_.Execute("COMMIT");
  // Some errors have already rolled back; then this does nothing.
  if (!status.ok()) (void)database_.Execute("ROLLBACK");
  return status;
}

absl::Status SqliteDropCounts::AddAll(const std::vector<DropCount>& counts) {
  absl::StatusOr<SqliteStatement> add = database_.Prepare(kAdd);
  if (!add.ok()) return add.status();
  std::map<absl::CivilDay, std::string> days;
  for (const DropCount& count : counts) {
    const std::string& day =
        days.try_emplace(count.day, absl::FormatCivilTime(count.day)).first->second;
    add->BindText(1, day);
    add->BindText(2, count.program);
    add->BindText(3, count.version);
    add->BindText(4, count.kind);
    add->BindText(5, count.reason);
    add->BindInt64(6, count.is_approved ? 1 : 0);
    add->BindInt64(7, count.reports);
    add->BindInt64(8, count.items);
    if (absl::Status status = add->Run(); !status.ok()) return status;
  }
  absl::Status status;
  for (const auto& [day, text] : days) {
    if (status.ok()) status = SumUp(text, /*is_approved=*/true, kMaxApprovedRows);
    if (status.ok()) status = SumUp(text, /*is_approved=*/false, kMaxOtherRows);
  }
  if (!status.ok()) return status;
  absl::StatusOr<SqliteStatement> forget = database_.Prepare("DELETE FROM dropped WHERE day < ?");
  if (!forget.ok()) return forget.status();
  const std::string oldest = absl::FormatCivilTime(days.rbegin()->first - kKeptDays);
  forget->BindText(1, oldest);
  return forget->Run();
}

absl::Status SqliteDropCounts::SumUp(const std::string& day, bool is_approved, int64_t max_rows) {
  const absl::StatusOr<int64_t> rows = database_.QueryInt64(
      absl::StrCat("SELECT count(*) FROM dropped WHERE day = '", day,
                   "' AND is_approved = ", is_approved ? 1 : 0, " AND kind <> ''"));
  if (!rows.ok() || *rows <= max_rows) return rows.status();
  const auto run = [&](absl::string_view sql) -> absl::Status {
    absl::StatusOr<SqliteStatement> statement = database_.Prepare(sql);
    if (!statement.ok()) return statement.status();
    statement->BindText(1, day);
    statement->BindInt64(2, is_approved ? 1 : 0);
    statement->BindInt64(3, *rows - max_rows);
    return statement->Run();
  };
  const absl::Status status = run(absl::StrCat(
      "INSERT INTO dropped SELECT day, '', '', '', 'other', 0, sum(reports), sum(items)"
      " FROM dropped WHERE rowid IN (",
      kFewest, ") GROUP BY day ON CONFLICT (day, program, version, kind, reason) DO UPDATE SET",
      " reports = reports + excluded.reports, items = items + excluded.items"));
  if (!status.ok()) return status;
  return run(absl::StrCat("DELETE FROM dropped WHERE rowid IN (", kFewest, ")"));
}

absl::StatusOr<std::vector<DropCount>> SqliteDropCounts::List() {
  std::vector<DropCount> counts;
  const absl::StatusOr<int64_t> tables =
      database_.QueryInt64("SELECT count(*) FROM sqlite_schema WHERE name = 'dropped'");
  if (!tables.ok()) return tables.status();
  if (*tables == 0) return counts;  // an older store
  absl::StatusOr<SqliteStatement> select = database_.Prepare(
      "SELECT day, program, version, kind, reason, is_approved, reports, items FROM dropped"
      " ORDER BY day DESC, reports DESC, program, version, kind, reason");
  if (!select.ok()) return select.status();
  for (;;) {
    const absl::StatusOr<bool> row = select->Step();
    if (!row.ok()) return row.status();
    if (!*row) return counts;
    absl::StatusOr<DropCount> count = CountOf(*select, database_.path());
    if (!count.ok()) return count.status();
    counts.push_back(*std::move(count));
  }
}

}  // namespace telemetry::storage_internal
