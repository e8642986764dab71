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

// What inserts the reports and notes the empty ones.
PostgresConnection::Statements Insertions(const std::vector<QueuedReport>& reports) {
  std::vector<Key> keys;
  std::vector<Key> empty_keys;
  std::vector<std::string> jsons;
  for (const QueuedReport& report : reports) {
    if (report.is_empty) {
      empty_keys.emplace_back(report.week, report.x);
      continue;
    }
    keys.emplace_back(report.week, report.x);
    jsons.push_back(report.json);
  }
  const Columns columns = KeysOf(keys);
  PostgresValues values;
  values.AddArray(PostgresType::kDay, columns.weeks)
      .AddArray(PostgresType::kDouble, columns.xs)
      .AddArray(PostgresType::kBytes, jsons);
  PostgresConnection::Statements statements = {{kInsertReports, values}};
  if (!empty_keys.empty()) {
    const Columns empty = KeysOf(empty_keys);
    statements.push_back({kInsertEmpty, PostgresValues()
                                            .AddArray(PostgresType::kDay, empty.weeks)
                                            .AddArray(PostgresType::kDouble, empty.xs)});
  }
  return statements;
}

std::set<Key> KeysIn(const PostgresRows& rows) {
  std::set<Key> keys;
  for (int i = 0; i < rows.size(); ++i) keys.emplace(rows.Day(i, 0), rows.Double(i, 1));
  return keys;
}

// What adds to the counts what became of the reports.
PostgresConnection::Statements Counting(const std::vector<QueuedReport>& reports,
                                        const std::vector<absl::string_view>& outcomes) {
  IntakeSum sum;
  for (size_t i = 0; i < reports.size(); ++i) {
    if (!reports[i].arrival.has_value() || outcomes[i].empty()) continue;
    sum.AddReport(*reports[i].arrival, outcomes[i]);
  }
  return sum.empty() ? PostgresConnection::Statements() : AddingIntake(sum.Counts());
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
  const absl::StatusOr<std::vector<absl::string_view>> outcomes = Insert(reports);
  if (!outcomes.ok()) return outcomes.status();
  PostgresConnection::Statements statements = Counting(reports, *outcomes);
  if (room_.max_bytes > 0) statements.push_back({kReportBytes});
  const absl::StatusOr<PostgresConnection::Results> done = connection_.Commit(statements);
  if (!done.ok()) return done.status();
  if (room_.max_bytes > 0) NoteBytes(done->back());
  std::vector<absl::Status> results(reports.size());
  for (size_t i = 0; i < reports.size(); ++i) {
    if ((*outcomes)[i] == kIntakeConflicting) results[i] = OtherReportHasKey(reports[i]);
    if ((*outcomes)[i].empty()) results[i] = RemovedJustNow();
  }
  return results;
}

absl::StatusOr<std::vector<absl::string_view>> PostgresCommitter::Insert(
    const std::vector<QueuedReport>& reports) {
  const absl::StatusOr<PostgresConnection::Results> inserted =
      connection_.Begin(Insertions(reports));
  if (!inserted.ok()) return inserted.status();
  std::set<Key> fresh = KeysIn(inserted->front());
  std::set<Key> fresh_empty;
  if (inserted->size() > 1) fresh_empty = KeysIn(inserted->back());
  std::set<Key> were_empty;
  for (int i = 0; i < inserted->front().size(); ++i) {
    const PostgresRows& rows = inserted->front();
    if (rows.Bool(i, 2)) were_empty.emplace(rows.Day(i, 0), rows.Double(i, 1));
  }
  std::vector<absl::string_view> outcomes(reports.size(), kIntakeAgain);
  std::vector<size_t> rest;
  for (size_t i = 0; i < reports.size(); ++i) {
    // The first of a key is the one that was inserted; others of the same batch are compared with it.
    const Key key(reports[i].week, reports[i].x);
    if (reports[i].is_empty) {
      if (fresh_empty.erase(key) == 1) outcomes[i] = kIntakeEmpty;
    } else if (fresh.erase(key) == 0) {
      rest.push_back(i);
    } else if (were_empty.count(key) == 0) {
      outcomes[i] = kIntakeStored;
    }
  }
  absl::Status status;
  if (!fresh.empty() || !fresh_empty.empty()) {
    status = absl::InternalError(connection_.name() + ": it has stored what was not offered");
    connection_.Rollback();
  } else if (!rest.empty()) {
    status = Compare(reports, rest, outcomes);
  }
  if (!status.ok()) return status;
  return outcomes;
}

absl::Status PostgresCommitter::Compare(const std::vector<QueuedReport>& reports,
                                        const std::vector<size_t>& rest,
                                        std::vector<absl::string_view>& outcomes) {
  std::set<Key> keys;
  for (const size_t i : rest) keys.emplace(reports[i].week, reports[i].x);
  const Columns columns = KeysOf({keys.begin(), keys.end()});
  PostgresValues values;
  values.AddArray(PostgresType::kDay, columns.weeks).AddArray(PostgresType::kDouble, columns.xs);
  // Whoever has such a key has committed: otherwise the insertion would have waited.
  const absl::StatusOr<PostgresConnection::Results> found =
      connection_.Continue({{kSelectReports, values}});
  if (!found.ok()) return found.status();
  const PostgresRows& rows = found->front();
  std::map<Key, absl::string_view> stored;
  for (int i = 0; i < rows.size(); ++i)
    stored[{rows.Day(i, 0), rows.Double(i, 1)}] = rows.Bytes(i, 2);
  for (const size_t i : rest) {
    const QueuedReport& report = reports[i];
    const auto entry = stored.find({report.week, report.x});
    if (entry == stored.end()) {
      outcomes[i] = "";
    } else if (entry->second != report.json && !is_same_(entry->second, report.json)) {
      outcomes[i] = kIntakeConflicting;
    }
  }
  return absl::OkStatus();
}

absl::Status PostgresCommitter::RemovedJustNow() const {
  return absl::UnavailableError(
      absl::StrCat(connection_.name(), ": the report that had the same key was removed just now"));
}

}  // namespace telemetry::storage_internal
