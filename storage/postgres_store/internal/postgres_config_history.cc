#include "storage/postgres_store/internal/postgres_config_history.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "storage/postgres_store/internal/postgres_values.h"
#include "storage/postgres_store/internal/store_sql.h"
#include "storage/quoted.h"

namespace telemetry::storage_internal {
namespace {

std::optional<ConfigRecord> FirstOf(const PostgresRows& rows) {
  if (rows.size() == 0) return std::nullopt;
  return ConfigRecord{.number = rows.Int64(0, 0),
                      .version = rows.Text(0, 1),
                      .since = absl::FromUnixSeconds(rows.Int64(0, 2)),
                      .title = rows.Text(0, 3),
                      .bytes = rows.Text(0, 4)};
}

PostgresStatement Finding(absl::string_view version) {
  return {kFindConfig, PostgresValues().AddBytes(version)};
}

}  // namespace

absl::StatusOr<std::optional<ConfigRecord>> PostgresConfigHistory::SelectOne(
    const PostgresStatement& select) {
  const absl::StatusOr<PostgresConnection::Results> results = connection_.Run({select});
  if (!results.ok()) return results.status();
  return FirstOf(results->front());
}

absl::StatusOr<bool> PostgresConfigHistory::PutInForce(const ConfigRecord& record) {
  const absl::StatusOr<PostgresConnection::Results> found =
      connection_.Begin({{kLockConfigs}, {kNewestConfig}, Finding(record.version)});
  if (!found.ok()) return found.status();
  const std::optional<ConfigRecord> newest = FirstOf((*found)[1]);
  const std::optional<ConfigRecord> namesake = FirstOf((*found)[2]);
  const bool is_in_force = newest.has_value() && newest->bytes == record.bytes;
  const bool is_taken = namesake.has_value() && namesake->bytes != record.bytes;
  if (is_in_force || is_taken) {
    connection_.Rollback();
    if (is_in_force) return false;
    return absl::AlreadyExistsError(absl::StrCat(
        connection_.name(), ": another config has the version ", Quoted(record.version)));
  }
  PostgresValues values;
  values.AddBytes(record.version)
      .AddInt64(absl::ToUnixSeconds(record.since))
      .AddBytes(record.title)
      .AddBytes(record.bytes);
  const absl::Status status = connection_.Commit({{kInsertConfig, values}}).status();
  if (!status.ok()) return status;
  return true;
}

absl::StatusOr<int64_t> PostgresConfigHistory::NewestNumber() {
  const absl::StatusOr<PostgresConnection::Results> results = connection_.Run({{kNewestNumber}});
  if (!results.ok()) return results.status();
  return results->front().Int64(0, 0);
}

absl::StatusOr<std::optional<ConfigRecord>> PostgresConfigHistory::Newest() {
  return SelectOne({kNewestConfig});
}

absl::StatusOr<std::optional<ConfigRecord>> PostgresConfigHistory::At(int64_t number) {
  return SelectOne({kConfigAt, PostgresValues().AddInt64(number)});
}

absl::StatusOr<std::optional<ConfigRecord>> PostgresConfigHistory::Find(absl::string_view version) {
  return SelectOne(Finding(version));
}

absl::StatusOr<std::vector<ConfigRecord>> PostgresConfigHistory::List(int64_t limit) {
  const absl::StatusOr<PostgresConnection::Results> results =
      connection_.Run({{kListConfigs, PostgresValues().AddInt64(limit)}});
  if (!results.ok()) return results.status();
  const PostgresRows& rows = results->front();
  std::vector<ConfigRecord> records;
  records.reserve(rows.size());
  for (int i = 0; i < rows.size(); ++i) {
    records.push_back({.number = rows.Int64(i, 0),
                       .version = rows.Text(i, 1),
                       .since = absl::FromUnixSeconds(rows.Int64(i, 2)),
                       .title = rows.Text(i, 3)});
  }
  return records;
}

}  // namespace telemetry::storage_internal
