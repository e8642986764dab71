#include "storage/postgres_store/internal/postgres_report_reader.h"

#include <algorithm>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "storage/postgres_store/internal/postgres_values.h"
#include "storage/postgres_store/internal/store_sql.h"

namespace telemetry::storage_internal {
namespace {

// Rows that are fetched, and held in memory, at a time: of usual size, half a megabyte.
constexpr int64_t kRowsAtATime = 256;

PostgresStatement Read(absl::CivilDay day, double after_x) {
  return {kReadReports, PostgresValues().AddDay(day).AddDouble(after_x).AddInt64(kRowsAtATime)};
}

}  // namespace

absl::StatusOr<std::vector<absl::CivilDay>> PostgresReportReader::Days() {
  const absl::StatusOr<PostgresConnection::Results> results = connection_.Run({{kDays}});
  if (!results.ok()) return results.status();
  const PostgresRows& rows = results->front();
  std::vector<absl::CivilDay> days;
  days.reserve(rows.size());
  for (int i = 0; i < rows.size(); ++i) days.push_back(rows.Day(i, 0));
  return days;
}

absl::StatusOr<int64_t> PostgresReportReader::Count(absl::CivilDay day) {
  const absl::StatusOr<PostgresConnection::Results> results =
      connection_.Run({{kCountReports, PostgresValues().AddDay(day)}});
  if (!results.ok()) return results.status();
  return results->front().Int64(0, 0);
}

absl::StatusOr<ReportsRead> PostgresReportReader::ReadAfter(absl::CivilDay day, double after_x,
                                                            size_t max_bytes, SinkWithX sink) {
  ReportsRead read{.last_x = after_x, .is_last = false};
  size_t bytes = 0;
  absl::StatusOr<PostgresConnection::Results> results =
      connection_.Begin({Read(day, after_x)}, PostgresConnection::Kind::kSnapshot);
  while (results.ok()) {
    const PostgresRows& rows = results->front();
    for (int i = 0; i < rows.size(); ++i) {
      const absl::string_view json = rows.Bytes(i, 1);
      const bool is_enough = bytes > 0 && json.size() > max_bytes - std::min(bytes, max_bytes);
      const absl::Status status = is_enough ? absl::OkStatus() : sink(rows.Double(i, 0), json);
      if (is_enough || !status.ok()) {
        connection_.Rollback();
        if (!status.ok()) return status;
        return read;
      }
      bytes += json.size();
      read.last_x = rows.Double(i, 0);
    }
    if (rows.size() < kRowsAtATime) {
      read.is_last = true;
      connection_.Rollback();
      return read;
    }
    results = connection_.Continue({Read(day, read.last_x)});
  }
  return results.status();
}

}  // namespace telemetry::storage_internal
