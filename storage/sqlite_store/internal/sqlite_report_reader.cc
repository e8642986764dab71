#include "storage/sqlite_store/internal/sqlite_report_reader.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "storage/quoted.h"
#include "storage/sqlite_store/internal/report_schema.h"

namespace telemetry::storage_internal {

absl::StatusOr<std::unique_ptr<ReportReader>> SqliteReportReader::Open(absl::string_view path) {
  absl::StatusOr<SqliteDatabase> database = OpenStore(path, StoreAccess::kReadOnly);
  if (!database.ok()) return database.status();
  absl::StatusOr<SqliteStatement> next_day =
      database->Prepare("SELECT week FROM report WHERE week > ? ORDER BY week LIMIT 1");
  if (!next_day.ok()) return next_day.status();
  absl::StatusOr<SqliteStatement> count =
      database->Prepare("SELECT count(*) FROM report WHERE week = ?");
  if (!count.ok()) return count.status();
  absl::StatusOr<SqliteStatement> reports =
      database->Prepare("SELECT json, x FROM report WHERE week = ? AND x > ? ORDER BY x");
  if (!reports.ok()) return reports.status();
  return std::unique_ptr<ReportReader>(new SqliteReportReader(
      *std::move(database), {*std::move(next_day), *std::move(count), *std::move(reports)}));
}

absl::StatusOr<std::vector<absl::CivilDay>> SqliteReportReader::Days() {
  SqliteStatement& statement = statements_.next_day;
  const auto reset = absl::MakeCleanup([&statement] { statement.Reset(); });
  std::vector<absl::CivilDay> days;
  std::string last;
  for (;;) {
    statement.BindText(1, last);
    const absl::StatusOr<bool> row = statement.Step();
    if (!row.ok()) return row.status();
    if (!*row) return days;
    const absl::string_view text = statement.ColumnText(0);
    absl::CivilDay day;
    if (!absl::ParseCivilTime(text, &day)) {
      return absl::DataLossError(
          absl::StrCat(database_.path(), ": a report's week is not a date: ", Quoted(text)));
    }
    days.push_back(day);
    last = std::string(text);
    statement.Reset();
  }
}

absl::StatusOr<int64_t> SqliteReportReader::Count(absl::CivilDay day) {
  SqliteStatement& statement = statements_.count;
  const auto reset = absl::MakeCleanup([&statement] { statement.Reset(); });
  const std::string text = absl::FormatCivilTime(day);
  statement.BindText(1, text);
  const absl::StatusOr<bool> row = statement.Step();
  if (!row.ok()) return row.status();
  return statement.ColumnInt64(0);
}

absl::StatusOr<ReportsRead> SqliteReportReader::ReadAfter(absl::CivilDay day, double after_x,
                                                          size_t max_bytes, SinkWithX sink) {
  SqliteStatement& statement = statements_.reports;
  const auto reset = absl::MakeCleanup([&statement] { statement.Reset(); });
  const std::string text = absl::FormatCivilTime(day);
  statement.BindText(1, text);
  statement.BindDouble(2, after_x);
  ReportsRead result{.last_x = after_x, .is_last = false};
  for (size_t bytes = 0;;) {
    const absl::StatusOr<bool> row = statement.Step();
    if (!row.ok()) return row.status();
    if (!*row) {
      result.is_last = true;
      return result;
    }
    const double x = statement.ColumnDouble(1);
    const absl::string_view json = statement.ColumnText(0);
    if (bytes > 0 && json.size() > max_bytes - std::min(bytes, max_bytes)) return result;
    if (absl::Status status = sink(x, json); !status.ok()) return status;
    bytes += json.size();
    result.last_x = x;
  }
}

}  // namespace telemetry::storage_internal
