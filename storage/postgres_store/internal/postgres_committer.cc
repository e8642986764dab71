#include "storage/postgres_store/internal/postgres_committer.h"

#include <limits>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "storage/postgres_store/internal/postgres_intake_counts.h"
#include "storage/postgres_store/internal/postgres_values.h"
#include "storage/postgres_store/internal/store_sql.h"

namespace telemetry::storage_internal {
namespace {

// How long a note of the store's size counts.
constexpr int64_t kNoteLifeSeconds = 10;

using Key = std::pair<absl::CivilDay, double>;

struct Columns {
  std::vector<std::string> weeks;
  std::vector<std::string> xs;
};

Columns KeysOf(const std::vector<Key>& keys) {
  Columns columns;
  for (const auto& [week, x] : keys) {
    columns.weeks.push_back(EncodeDay(week));
    columns.xs.push_back(EncodeDouble(x));
  }
  return columns;
}

// What reports count for if they are inserted. Of one key, the first one is.
void AddCounted(const std::vector<QueuedReport>& reports, PostgresValues& values) {
  std::set<Key> seen;
  std::vector<Key> keys;
  std::vector<std::string> days, kinds, names;
  for (const QueuedReport& report : reports) {
    if (!seen.emplace(report.week, report.x).second || !report.arrival.has_value()) continue;
    IntakeSum sum;
    sum.AddReport(*report.arrival, kIntakeStored);
    for (const IntakeCount& count : sum.Counts()) {
      keys.emplace_back(report.week, report.x);
      days.push_back(EncodeDay(count.day));
      kinds.emplace_back(IntakeKindName(count.key.kind));
      names.push_back(count.key.name);
    }
  }
  const Columns columns = KeysOf(keys);
  values.AddArray(PostgresType::kDay, columns.weeks)
      .AddArray(PostgresType::kDouble, columns.xs)
      .AddArray(PostgresType::kDay, days)
      .AddArray(PostgresType::kBytes, kinds)
      .AddArray(PostgresType::kBytes, names);
}

PostgresValues InsertValues(const std::vector<QueuedReport>& reports) {
  std::vector<Key> keys;
  std::vector<std::string> jsons;
  for (const QueuedReport& report : reports) {
    keys.emplace_back(report.week, report.x);
    jsons.push_back(report.json);
  }
  const Columns columns = KeysOf(keys);
  PostgresValues values;
  values.AddArray(PostgresType::kDay, columns.weeks)
      .AddArray(PostgresType::kDouble, columns.xs)
      .AddArray(PostgresType::kBytes, jsons);
  AddCounted(reports, values);
  return values;
}

}  // namespace

PostgresCommitter::PostgresCommitter(const PostgresAddress& address,
                                     const PostgresTimeouts& timeouts,
                                     const ReportStore::Options& options)
    : room_(options.room), is_same_(options.is_same), connection_(address, timeouts) {}

absl::Status PostgresCommitter::RoomAt(uint64_t store_bytes) const {
  return CheckStoreRoom(
      {.store_bytes = store_bytes, .free_bytes = std::numeric_limits<uint64_t>::max()},
      {.max_bytes = room_.max_bytes}, connection_.name());
}

absl::Status PostgresCommitter::CheckRoom() const {
  // Otherwise a store that refuses everything would not learn that reports were removed.
  if (absl::ToUnixSeconds(absl::Now()) - noted_at_seconds_ > kNoteLifeSeconds) {
    return absl::OkStatus();
  }
  return RoomAt(store_bytes_);
}

void PostgresCommitter::NoteBytes(const PostgresRows& rows) {
  if (rows.size() != 1) return;
  store_bytes_ = static_cast<uint64_t>(rows.Int64(0, 0));
  noted_at_seconds_ = absl::ToUnixSeconds(absl::Now());
}

absl::StatusOr<std::vector<absl::Status>> PostgresCommitter::Commit(
    const std::vector<QueuedReport>& reports) {
  if (!RoomAt(store_bytes_).ok()) {
    const absl::StatusOr<PostgresConnection::Results> asked = connection_.Run({{kReportBytes}});
    if (!asked.ok()) return asked.status();
    NoteBytes(asked->front());
    if (absl::Status status = RoomAt(store_bytes_); !status.ok()) return status;
  }
  PostgresConnection::Statements statements = {{kInsertReports, InsertValues(reports)}};
  if (room_.max_bytes > 0) statements.push_back({kReportBytes});
  const absl::StatusOr<PostgresConnection::Results> done = connection_.Run(statements);
  if (!done.ok()) return done.status();
  if (room_.max_bytes > 0) NoteBytes(done->back());

  const PostgresRows& inserted = done->front();
  std::set<Key> fresh;
  for (int i = 0; i < inserted.size(); ++i) {
    fresh.emplace(inserted.Day(i, 0), inserted.Double(i, 1));
  }
  std::vector<absl::Status> results(reports.size());
  std::vector<size_t> rest;
  for (size_t i = 0; i < reports.size(); ++i) {
    // The first of a key is the one that was inserted; others of the same batch are compared with it.
    if (fresh.erase({reports[i].week, reports[i].x}) == 0) rest.push_back(i);
  }
  if (!fresh.empty()) {
    return absl::InternalError(connection_.name() + ": it says it has stored what was not offered");
  }
  if (rest.empty()) return results;
  absl::Status status = Compare(reports, rest, results);
  if (status.ok()) status = CountRest(reports, rest, results);
  if (!status.ok()) return status;
  return results;
}

absl::Status PostgresCommitter::Compare(const std::vector<QueuedReport>& reports,
                                        const std::vector<size_t>& rest,
                                        std::vector<absl::Status>& results) {
  std::set<Key> keys;
  for (const size_t i : rest) keys.emplace(reports[i].week, reports[i].x);
  const Columns columns = KeysOf({keys.begin(), keys.end()});
  PostgresValues values;
  values.AddArray(PostgresType::kDay, columns.weeks).AddArray(PostgresType::kDouble, columns.xs);
  // Whoever has such a key has committed: otherwise the insertion would have waited.
  const absl::StatusOr<PostgresConnection::Results> found =
      connection_.Run({{kSelectReports, values}});
  if (!found.ok()) return found.status();
  const PostgresRows& rows = found->front();
  std::map<Key, absl::string_view> stored;
  for (int i = 0; i < rows.size(); ++i)
    stored[{rows.Day(i, 0), rows.Double(i, 1)}] = rows.Bytes(i, 2);
  for (const size_t i : rest) {
    const QueuedReport& report = reports[i];
    const auto entry = stored.find({report.week, report.x});
    if (entry == stored.end()) {
      results[i] = absl::UnavailableError(absl::StrCat(
          connection_.name(), ": the report that had the same key was removed just now"));
    } else if (entry->second != report.json && !is_same_(entry->second, report.json)) {
      results[i] = OtherReportHasKey(report);
    }
  }
  return absl::OkStatus();
}

absl::Status PostgresCommitter::CountRest(const std::vector<QueuedReport>& reports,
                                          const std::vector<size_t>& rest,
                                          const std::vector<absl::Status>& results) {
  IntakeSum sum;
  for (const size_t i : rest) {
    if (!reports[i].arrival.has_value() || absl::IsUnavailable(results[i])) continue;
    sum.AddReport(*reports[i].arrival, results[i].ok() ? kIntakeAgain : kIntakeConflicting);
  }
  if (sum.empty()) return absl::OkStatus();
  return connection_.Run(AddingIntake(sum.Counts())).status();
}

}  // namespace telemetry::storage_internal
