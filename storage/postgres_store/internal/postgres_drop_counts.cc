#include "storage/postgres_store/internal/postgres_drop_counts.h"

#include <set>

#include "absl/time/civil_time.h"
#include "storage/postgres_store/internal/postgres_values.h"
#include "storage/postgres_store/internal/store_sql.h"

namespace telemetry::storage_internal {
namespace {

PostgresStatement Adding(const DropCount& count) {
  PostgresValues values;
  values.AddDay(count.day)
      .AddBytes(count.program)
      .AddBytes(count.version)
      .AddBytes(count.kind)
      .AddBytes(count.reason)
      .AddBool(count.is_approved)
      .AddInt64(count.reports)
      .AddInt64(count.items);
  return {kAddDrop, values};
}

PostgresStatement SummingUp(absl::CivilDay day, bool is_approved, int64_t max_rows) {
  return {kSumUpDrops, PostgresValues().AddDay(day).AddBool(is_approved).AddInt64(max_rows)};
}

}  // namespace

absl::Status PostgresDropCounts::Add(const std::vector<DropCount>& counts) {
  if (counts.empty()) return absl::OkStatus();
  PostgresConnection::Statements statements = {{kLockDrops}};
  std::set<absl::CivilDay> days;
  for (const DropCount& count : counts) {
    statements.push_back(Adding(count));
    days.insert(count.day);
  }
  for (const absl::CivilDay day : days) {
    statements.push_back(SummingUp(day, /*is_approved=*/true, kMaxApprovedRows));
    statements.push_back(SummingUp(day, /*is_approved=*/false, kMaxOtherRows));
  }
  statements.push_back({kForgetDrops, PostgresValues().AddDay(*days.rbegin() - kKeptDays)});
  return connection_.Run(statements).status();
}

absl::StatusOr<std::vector<DropCount>> PostgresDropCounts::List() {
  const absl::StatusOr<PostgresConnection::Results> results = connection_.Run({{kListDrops}});
  if (!results.ok()) return results.status();
  const PostgresRows& rows = results->front();
  std::vector<DropCount> counts;
  counts.reserve(rows.size());
  for (int i = 0; i < rows.size(); ++i) {
    counts.push_back({.day = rows.Day(i, 0),
                      .program = rows.Text(i, 1),
                      .version = rows.Text(i, 2),
                      .kind = rows.Text(i, 3),
                      .reason = rows.Text(i, 4),
                      .is_approved = rows.Bool(i, 5),
                      .reports = rows.Int64(i, 6),
                      .items = rows.Int64(i, 7)});
  }
  return counts;
}

}  // namespace telemetry::storage_internal
