#include "report/report_files/clean.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "config/mode.h"
#include "report/report_files/file_changes.h"
#include "report/report_files/report_lock.h"
#include "report/report_files/week_commit.h"
#include "storage/directory/held_directory.h"
#include "storage/files/file.h"
#include "storage/files/file_lock.h"
#include "storage/telemetry_files/telemetry_file_name.h"
#include "storage/telemetry_root.h"

namespace telemetry {
namespace {

bool HoldsCounts(TelemetryFileKind kind) {
  switch (kind) {
    case TelemetryFileKind::kCounterFile:
    case TelemetryFileKind::kLocalReport:
    case TelemetryFileKind::kReadyReport:
    case TelemetryFileKind::kSentReport:
    case TelemetryFileKind::kPutAside:
    case TelemetryFileKind::kTemporary:
      return true;
    default:
      return false;
  }
}

// Holds the lock, or nothing if nobody can: a lock file that the disk has no room for is held by
// nobody else either.
absl::StatusOr<std::optional<FileLock>> LockIfPossible(const TelemetryDir& dir) {
  absl::StatusOr<FileLock> lock = report_internal::AcquireReportLock(dir);
  if (lock.ok()) return std::optional<FileLock>(*std::move(lock));
  if (absl::IsNotFound(lock.status()) || absl::IsResourceExhausted(lock.status())) {
    return std::optional<FileLock>();
  }
  return lock.status();
}

}  // namespace

absl::StatusOr<CleanRun> RemoveCountsAndReports(const TelemetryDir& dir) {
  if (dir.path().empty()) {
    return absl::FailedPreconditionError("there is no telemetry directory");
  }
  const HeldDirectory held(dir.path());
  if (const std::string foreign = WhyForeign(dir.path()); !foreign.empty()) {
    return absl::PermissionDeniedError(
        absl::StrCat(foreign, ": only that user can decide; nothing was removed"));
  }
  const absl::StatusOr<std::optional<FileLock>> lock = LockIfPossible(dir);
  if (!lock.ok()) return lock.status();
  absl::Status status;
  if (lock->has_value()) {
    report_internal::DiskChanges disk;
    status = report_internal::SettleUnfinishedWeeks(dir, /*may_upload=*/false, disk);
  }
  const absl::StatusOr<TelemetryFiles> files = ListTelemetryFiles(dir);
  if (!files.ok()) return files.status();
  CleanRun run;
  for (const TelemetryFile& file : files->all()) {
    if (!HoldsCounts(file.kind)) continue;
    const absl::Status removed = RemoveFile(files->PathOf(file));
    if (removed.ok()) ++run.files_removed;
    status.Update(removed);
  }
  // What is approved was about what is gone now, and its contents could tell one machine from
  // another.
  status.Update(RemoveFile(dir.upload_config_path()));
  // So could the day on which its weeks end. Go keeps its own.
  if (IsOfCollector(dir)) status.Update(RemoveFile(dir.weekends_path()));
  if (!status.ok()) return status;
  return run;
}

absl::StatusOr<std::vector<CleanableFile>> CleanableFiles(const TelemetryDir& dir) {
  const absl::StatusOr<TelemetryFiles> files = ListTelemetryFiles(dir);
  if (!files.ok()) return files.status();
  std::vector<CleanableFile> cleanable;
  for (const TelemetryFile& file : files->all()) {
    if (!HoldsCounts(file.kind)) continue;
    cleanable.push_back(
        {.path = files->PathOf(file), .is_waiting = file.kind == TelemetryFileKind::kReadyReport});
  }
  return cleanable;
}

}  // namespace telemetry
