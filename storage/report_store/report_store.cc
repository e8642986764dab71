#include "storage/report_store/report_store.h"

#include <future>
#include <iterator>
#include <utility>

namespace telemetry {
namespace {

// What a commit changes is in memory until it ends: for this many reports, about 20 MB. More at once
// would hardly be faster.
constexpr size_t kMaxReportsOfACommit = 2048;

}  // namespace

ReportStore::ReportStore(std::unique_ptr<ReportCommitter> committer, const Options& options)
    : committer_(std::move(committer)),
      max_queued_reports_(options.max_queued_reports),
      max_queued_bytes_(options.max_queued_bytes),
      thread_([this] { CommitUntilStopped(); }) {}

ReportStore::~ReportStore() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  work_.Signal();
  thread_.join();
}

void ReportStore::Put(absl::CivilDay week, double x, std::string json, Done done,
                      std::optional<ReportArrival> arrival) {
  Add({week, x, std::move(json), std::move(done), std::move(arrival)});
}

void ReportStore::PutEmpty(absl::CivilDay week, double x, Done done, const ReportArrival& arrival) {
  Add({.week = week, .x = x, .done = std::move(done), .arrival = arrival, .is_empty = true});
}

void ReportStore::Add(QueuedReport report) {
  Done refused;
  bool was_empty = false;
  {
    const MutexLock lock(mutex_);
    const size_t bytes = queued_bytes_ + report.json.size();
    if (queue_.size() < max_queued_reports_ && bytes <= max_queued_bytes_) {
      was_empty = queue_.empty();
      queued_bytes_ = bytes;
      queue_.push_back(std::move(report));
    } else {
      refused = std::move(report.done);
    }
  }
  if (refused != nullptr) {
    refused(absl::ResourceExhaustedError("too many reports are waiting to be stored"));
  } else if (was_empty) {
    work_.Signal();
  }
}

absl::Status ReportStore::PutAndWait(absl::CivilDay week, double x, std::string json,
                                     std::optional<ReportArrival> arrival) {
  std::promise<absl::Status> result;
  Put(
      week, x, std::move(json),
      [&result](absl::Status status) { result.set_value(std::move(status)); }, std::move(arrival));
  return result.get_future().get();
}

void ReportStore::CommitUntilStopped() {
  for (;;) {
    std::vector<QueuedReport> batch = WaitForBatch();
    if (batch.empty()) return;
    std::vector<absl::Status> results = Commit(batch);
    for (size_t i = 0; i < batch.size(); ++i) batch[i].done(std::move(results[i]));
  }
}

std::vector<QueuedReport> ReportStore::WaitForBatch() {
  const MutexLock lock(mutex_);
  while (!stopping_ && queue_.empty()) work_.Wait(mutex_);
  std::vector<QueuedReport> batch;
  if (queue_.size() <= kMaxReportsOfACommit) {
    batch.swap(queue_);
  } else {
    const auto end = queue_.begin() + kMaxReportsOfACommit;
    batch.assign(std::make_move_iterator(queue_.begin()), std::make_move_iterator(end));
    queue_.erase(queue_.begin(), end);
  }
  for (const QueuedReport& report : batch) queued_bytes_ -= report.json.size();
  return batch;
}

std::vector<absl::Status> ReportStore::Commit(const std::vector<QueuedReport>& batch) {
  const absl::Status room = committer_->CheckRoom();
  if (!room.ok()) return std::vector<absl::Status>(batch.size(), room);
  absl::StatusOr<std::vector<absl::Status>> results = committer_->Commit(batch);
  if (results.ok()) return *std::move(results);
  return std::vector<absl::Status>(batch.size(), results.status());
}

}  // namespace telemetry
