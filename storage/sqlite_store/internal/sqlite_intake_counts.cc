#include "storage/sqlite_store/internal/sqlite_intake_counts.h"

#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "storage/quoted.h"
#include "storage/sqlite_store/internal/report_schema.h"

namespace telemetry::storage_internal {
namespace {

absl::StatusOr<IntakeCount> CountOf(const SqliteStatement& row, const std::string& path) {
  const std::optional<IntakeKind> kind = IntakeKindOf(row.ColumnText(1));
  IntakeCount count{.day = {},
                    .key = {kind.value_or(IntakeKind::kOutcome), std::string(row.ColumnText(2))},
                    .reports = row.ColumnInt64(3)};
  if (!kind.has_value() || !absl::ParseCivilTime(row.ColumnText(0), &count.day)) {
    return absl::DataLossError(
        absl::StrCat(path, ": a count of reports is not one: ", Quoted(row.ColumnText(0)), " ",
                     Quoted(row.ColumnText(1))));
  }
  return count;
}

}  // namespace

absl::Status AddIntakeCounts(SqliteDatabase& database, const std::vector<IntakeCount>& counts) {
  if (counts.empty()) return absl::OkStatus();
  absl::StatusOr<SqliteStatement> add = database.Prepare(
      "INSERT INTO intake (day, kind, name, reports) VALUES (?, ?, ?, ?)"
      " ON CONFLICT (day, kind, name) DO UPDATE SET"
      " reports = reports + excluded.reports");
  if (!add.ok()) return add.status();
  absl::CivilDay newest = absl::CivilDay::min();
  for (const IntakeCount& count : counts) {
    newest = std::max(newest, count.day);
    const std::string day = absl::FormatCivilTime(count.day);
    add->BindText(1, day);
    add->BindText(2, IntakeKindName(count.key.kind));
    add->BindText(3, count.key.name);
    add->BindInt64(4, count.reports);
    if (absl::Status status = add->Run(); !status.ok()) return status;
  }
  const std::string oldest = absl::FormatCivilTime(newest - IntakeCounts::kKeptDays);
  for (const char* const sql :
       {"DELETE FROM intake WHERE day < ?", "DELETE FROM empty WHERE week < ?"}) {
    absl::StatusOr<SqliteStatement> forget = database.Prepare(sql);
    if (!forget.ok()) return forget.status();
    forget->BindText(1, oldest);
    if (absl::Status status = forget->Run(); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<IntakeCounts>> SqliteIntakeCounts::Open(absl::string_view path,
                                                                       StoreAccess access) {
  absl::StatusOr<SqliteDatabase> database = OpenStore(path, access);
  if (!database.ok()) return database.status();
  return std::unique_ptr<IntakeCounts>(new SqliteIntakeCounts(*std::move(database)));
}

absl::Status SqliteIntakeCounts::Add(const std::vector<IntakeCount>& counts) {
  if (counts.empty()) return absl::OkStatus();
  absl::Status status = database_.Execute("BEGIN IMMEDIATE");
  if (!status.ok()) return status;
  status = AddIntakeCounts(database_, counts);
  if (status.ok()) status = database_.Execute("COMMIT");
  // Some errors have already rolled back; then this does nothing.
  if (!status.ok()) (void)database_.Execute("ROLLBACK");
  return status;
}

absl::StatusOr<std::vector<IntakeCount>> SqliteIntakeCounts::List() {
  std::vector<IntakeCount> counts;
  const absl::StatusOr<int64_t> tables =
      database_.QueryInt64("SELECT count(*) FROM sqlite_schema WHERE name = 'intake'");
  if (!tables.ok()) return tables.status();
  if (*tables == 0) return counts;  // an older store
  absl::StatusOr<SqliteStatement> select = database_.Prepare(
      "SELECT day, kind, name, reports FROM intake ORDER BY day DESC, kind, name");
  if (!select.ok()) return select.status();
  for (;;) {
    const absl::StatusOr<bool> row = select->Step();
    if (!row.ok()) return row.status();
    if (!*row) return counts;
    absl::StatusOr<IntakeCount> count = CountOf(*select, database_.path());
    if (!count.ok()) return count.status();
    counts.push_back(*std::move(count));
  }
}

}  // namespace telemetry::storage_internal
