#include "storage/report_store/report_reader.h"

#include <utility>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "storage/quoted.h"
#include "storage/report_store/internal/report_schema.h"

namespace telemetry {
namespace {

using storage_internal::SqliteDatabase;
using storage_internal::SqliteStatement;

}  // namespace

absl::StatusOr<ReportReader> ReportReader::Open(absl::string_view path) {
  absl::StatusOr<SqliteDatabase> database =
      SqliteDatabase::Open(path, SqliteDatabase::Access::kReadOnly);
  if (!database.ok()) return database.status();
  const absl::Status status = storage_internal::CheckReportSchema(*database);
  if (!status.ok()) return status;
  absl::StatusOr<SqliteStatement> next_week =
      database->Prepare("SELECT week FROM report WHERE week > ? ORDER BY week LIMIT 1");
  if (!next_week.ok()) return next_week.status();
  absl::StatusOr<SqliteStatement> count =
      database->Prepare("SELECT count(*) FROM report WHERE week = ?");
  if (!count.ok()) return count.status();
  absl::StatusOr<SqliteStatement> reports =
      database->Prepare("SELECT json, x FROM report WHERE week = ? AND x > ? ORDER BY x");
  if (!reports.ok()) return reports.status();
  return ReportReader(*std::move(database),
                      {*std::move(next_week), *std::move(count), *std::move(reports)});
}

absl::StatusOr<std::vector<absl::CivilDay>> ReportReader::Weeks() {
  SqliteStatement& statement = statements_.next_week;
  const auto reset = absl::MakeCleanup([&statement] { statement.Reset(); });
  std::vector<absl::CivilDay> weeks;
  std::string last;
  for (;;) {
    statement.BindText(1, last);
    const absl::StatusOr<bool> row = statement.Step();
    if (!row.ok()) return row.status();
    if (!*row) return weeks;
    const absl::string_view text = statement.ColumnText(0);
    absl::CivilDay week;
    if (!absl::ParseCivilTime(text, &week)) {
      return absl::DataLossError(
          absl::StrCat(database_.path(), ": a report's week is not a date: ", Quoted(text)));
    }
    weeks.push_back(week);
    last = std::string(text);
    statement.Reset();
  }
}

absl::StatusOr<int64_t> ReportReader::Count(absl::CivilDay week) {
  SqliteStatement& statement = statements_.count;
  const auto reset = absl::MakeCleanup([&statement] { statement.Reset(); });
  const std::string text = absl::FormatCivilTime(week);
  statement.BindText(1, text);
  const absl::StatusOr<bool> row = statement.Step();
  if (!row.ok()) return row.status();
  return statement.ColumnInt64(0);
}

absl::Status ReportReader::ForEach(absl::CivilDay week,
                                   absl::FunctionRef<absl::Status(absl::string_view json)> report) {
  SqliteStatement& statement = statements_.reports;
  const auto reset = absl::MakeCleanup([&statement] { statement.Reset(); });
  const std::string text = absl::FormatCivilTime(week);
  statement.BindText(1, text);
  statement.BindDouble(2, kBeforeFirst);
  for (;;) {
    const absl::StatusOr<bool> row = statement.Step();
    if (!row.ok()) return row.status();
    if (!*row) return absl::OkStatus();
    const absl::Status status = report(statement.ColumnText(0));
    if (!status.ok()) return status;
  }
}

absl::StatusOr<ReportPage> ReportReader::ReadPage(absl::CivilDay week, double after_x,
                                                  size_t max_bytes) {
  SqliteStatement& statement = statements_.reports;
  const auto reset = absl::MakeCleanup([&statement] { statement.Reset(); });
  const std::string text = absl::FormatCivilTime(week);
  statement.BindText(1, text);
  statement.BindDouble(2, after_x);
  ReportPage page{.lines = "", .last_x = after_x, .is_last = false};
  for (;;) {
    const absl::StatusOr<bool> row = statement.Step();
    if (!row.ok()) return row.status();
    if (!*row) {
      page.is_last = true;
      return page;
    }
    const absl::string_view json = statement.ColumnText(0);
    if (!page.lines.empty() && page.lines.size() + json.size() + 1 > max_bytes) return page;
    absl::StrAppend(&page.lines, json, "\n");
    page.last_x = statement.ColumnDouble(1);
  }
}

}  // namespace telemetry
