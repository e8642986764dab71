#include "storage/postgres_store/internal/postgres_intake_counts.h"

#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "storage/postgres_store/internal/postgres_values.h"
#include "storage/postgres_store/internal/store_sql.h"

namespace telemetry::storage_internal {

PostgresConnection::Statements AddingIntake(const std::vector<IntakeCount>& counts) {
  std::vector<std::string> days, kinds, names, reports;
  absl::CivilDay newest = absl::CivilDay::min();
  for (const IntakeCount& count : counts) {
    newest = std::max(newest, count.day);
    days.push_back(EncodeDay(count.day));
    kinds.emplace_back(IntakeKindName(count.key.kind));
    names.push_back(count.key.name);
    reports.push_back(EncodeInt64(count.reports));
  }
  PostgresValues values;
  values.AddArray(PostgresType::kDay, days)
      .AddArray(PostgresType::kBytes, kinds)
      .AddArray(PostgresType::kBytes, names)
      .AddArray(PostgresType::kInt64, reports);
  const absl::CivilDay oldest = newest - IntakeCounts::kKeptDays;
  return {{kAddIntake, values},
          {kForgetIntake, PostgresValues().AddDay(oldest)},
          {kForgetEmpty, PostgresValues().AddDay(oldest)}};
}

absl::Status PostgresIntakeCounts::Add(const std::vector<IntakeCount>& counts) {
  if (counts.empty()) return absl::OkStatus();
  return connection_.Run(AddingIntake(counts)).status();
}

absl::StatusOr<std::vector<IntakeCount>> PostgresIntakeCounts::List() {
  const absl::StatusOr<PostgresConnection::Results> results = connection_.Run({{kListIntake}});
  if (!results.ok()) return results.status();
  const PostgresRows& rows = results->front();
  std::vector<IntakeCount> counts;
  counts.reserve(rows.size());
  for (int i = 0; i < rows.size(); ++i) {
    const std::optional<IntakeKind> kind = IntakeKindOf(rows.Text(i, 1));
    if (!kind.has_value()) {
      return absl::DataLossError(absl::StrCat(connection_.name(), ": an unknown kind of count"));
    }
    counts.push_back({rows.Day(i, 0), {*kind, rows.Text(i, 2)}, rows.Int64(i, 3)});
  }
  return counts;
}

}  // namespace telemetry::storage_internal
