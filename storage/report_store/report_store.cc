#include "storage/report_store/report_store.h"

#include <future>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/report_store/internal/report_schema.h"

namespace telemetry {
namespace {

using storage_internal::SqliteDatabase;
using storage_internal::SqliteStatement;

// The write-ahead log is synced at every commit, as for every database opened with kCreate. It is
// folded into the database when it has 64 MiB of pages: the longer it is, the fewer pages are
// written twice. A log that a long reader let grow beyond that is truncated. The cache holds the
// index of some millions of reports.
constexpr char kWriterPragmas[] =
    "PRAGMA journal_mode = WAL;"
    "PRAGMA wal_autocheckpoint = 8192;"
    "PRAGMA journal_size_limit = 134217728;"
    "PRAGMA cache_size = -32768;";

constexpr char kInsert[] =
    "INSERT INTO report (week, x, json) VALUES (?, ?, ?) ON CONFLICT (week, x) DO NOTHING";
// All pages that a commit changes are in memory until it ends: for this many reports, about 20 MB.
// More at once would hardly be faster.
constexpr size_t kMaxReportsOfACommit = 2048;

constexpr char kSelect[] = "SELECT json FROM report WHERE week = ? AND x = ?";

}  // namespace

absl::StatusOr<std::unique_ptr<ReportStore>> ReportStore::Open(absl::string_view path) {
  return Open(path, Options());
}

absl::StatusOr<std::unique_ptr<ReportStore>> ReportStore::Open(absl::string_view path,
                                                               const Options& options) {
  absl::StatusOr<SqliteDatabase> database = SqliteDatabase::Open(
      path,
      {.access = SqliteDatabase::Access::kCreate, .journal = SqliteDatabase::Journal::kBuffered});
  if (!database.ok()) return database.status();
  absl::Status status = storage_internal::CreateReportSchema(*database);
  if (!status.ok()) return status;
  status = database->Execute(kWriterPragmas);
  if (!status.ok()) return status;
  absl::StatusOr<SqliteStatement> insert = database->Prepare(kInsert);
  if (!insert.ok()) return insert.status();
  absl::StatusOr<SqliteStatement> select = database->Prepare(kSelect);
  if (!select.ok()) return select.status();
  return std::unique_ptr<ReportStore>(
      new ReportStore(*std::move(database), *std::move(insert), *std::move(select), options));
}

ReportStore::ReportStore(SqliteDatabase database, SqliteStatement insert, SqliteStatement select,
                         const Options& options)
    : options_(options),
      path_(database.path()),
      database_(std::move(database)),
      insert_(std::move(insert)),
      select_(std::move(select)),
      committer_([this] { CommitUntilStopped(); }) {}

ReportStore::~ReportStore() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  work_.Signal();
  committer_.join();
}

void ReportStore::Put(absl::CivilDay week, double x, std::string json, Done done) {
  bool was_empty = false;
  {
    const MutexLock lock(mutex_);
    if (queue_.size() < options_.max_queued_reports &&
        queued_bytes_ + json.size() <= options_.max_queued_bytes) {
      was_empty = queue_.empty();
      queued_bytes_ += json.size();
      queue_.push_back({absl::FormatCivilTime(week), x, std::move(json), std::move(done)});
      done = nullptr;
    }
  }
  if (done != nullptr) {
    done(absl::ResourceExhaustedError("too many reports are waiting to be stored"));
  } else if (was_empty) {
    work_.Signal();
  }
}

absl::Status ReportStore::PutAndWait(absl::CivilDay week, double x, std::string json) {
  std::promise<absl::Status> result;
  Put(week, x, std::move(json),
      [&result](absl::Status status) { result.set_value(std::move(status)); });
  return result.get_future().get();
}

void ReportStore::CommitUntilStopped() {
  for (;;) {
    std::vector<Pending> batch = WaitForBatch();
    if (batch.empty()) return;
    std::vector<absl::Status> results = Commit(batch);
    for (size_t i = 0; i < batch.size(); ++i) batch[i].done(std::move(results[i]));
  }
}

std::vector<ReportStore::Pending> ReportStore::WaitForBatch() {
  const MutexLock lock(mutex_);
  while (!stopping_ && queue_.empty()) work_.Wait(mutex_);
  std::vector<Pending> batch;
  if (queue_.size() <= kMaxReportsOfACommit) {
    batch.swap(queue_);
  } else {
    const auto end = queue_.begin() + kMaxReportsOfACommit;
    batch.assign(std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
    queue_.erase(queue_.begin(), end);
  }
  for (const Pending& report : batch) queued_bytes_ -= report.json.size();
  return batch;
}

std::vector<absl::Status> ReportStore::Commit(const std::vector<Pending>& batch) {
  const absl::Status room = CheckRoom();
  if (!room.ok()) return std::vector<absl::Status>(batch.size(), room);
  absl::StatusOr<std::vector<absl::Status>> results = InsertAll(batch);
  if (results.ok()) return *std::move(results);
  // Some errors have already rolled back; then this does nothing.
  (void)database_.Execute("ROLLBACK");
  return std::vector<absl::Status>(batch.size(), results.status());
}

absl::StatusOr<std::vector<absl::Status>> ReportStore::InsertAll(
    const std::vector<Pending>& batch) {
  absl::Status status = database_.Execute("BEGIN IMMEDIATE");
  if (!status.ok()) return status;
  std::vector<absl::Status> results;
  results.reserve(batch.size());
  for (const Pending& report : batch) {
    status = Insert(report);
    if (!status.ok() && !absl::IsAlreadyExists(status)) return status;
    results.push_back(std::move(status));
  }
  status = database_.Execute("COMMIT");
  if (!status.ok()) return status;
  return results;
}

absl::Status ReportStore::Insert(const Pending& report) {
  insert_.BindText(1, report.week);
  insert_.BindDouble(2, report.x);
  insert_.BindText(3, report.json);
  const absl::Status status = insert_.Run();
  if (!status.ok() || database_.changed_rows() == 1) return status;

  select_.BindText(1, report.week);
  select_.BindDouble(2, report.x);
  const absl::StatusOr<bool> row = select_.Step();
  if (!row.ok()) return row.status();
  if (!*row) return absl::InternalError(absl::StrCat(database_.path(), ": no row in conflict"));
  const absl::string_view stored = select_.ColumnText(0);
  const bool same = stored == report.json || options_.is_same(stored, report.json);
  select_.Reset();
  if (same) return absl::OkStatus();
  return absl::AlreadyExistsError(
      absl::StrCat("another report of ", report.week, " has the X ", report.x));
}

}  // namespace telemetry
