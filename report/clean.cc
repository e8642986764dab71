#include "report/clean.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/types/span.h"
#include "report/internal/file_changes.h"
#include "report/internal/report_lock.h"
#include "report/internal/week_commit.h"
#include "storage/atomic_file.h"
#include "storage/file_lock.h"

namespace telemetry {
namespace {

constexpr absl::string_view kLocalSuffixes[] = {".v1.count", ".json", ".corrupt", kTemporarySuffix};
constexpr absl::string_view kUploadSuffixes[] = {".json", kTemporarySuffix};

// Brings what an interrupted report run has left in directories of its own back into local/.
absl::Status SettleUnfinishedWeeks(const TelemetryDir& dir) {
  const absl::StatusOr<internal::UnfinishedWeeks> weeks = internal::FindUnfinishedWeeks(dir);
  if (!weeks.ok()) return weeks.status();
  internal::DiskChanges disk;
  for (const absl::CivilDay week : weeks->committed) {
    const absl::Status status = internal::WeekCommit(dir, week, disk).Finish(/*may_upload=*/false);
    if (!status.ok()) return status;
  }
  for (const absl::CivilDay week : weeks->pending) {
    const absl::Status status = internal::WeekCommit(dir, week, disk).RollBack();
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

// Removes the files in `directory` whose names end in one of the suffixes. Returns how many.
absl::StatusOr<size_t> RemoveFiles(const std::string& directory,
                                   absl::Span<const absl::string_view> suffixes) {
  const absl::StatusOr<std::vector<std::string>> names = ListDirectory(directory);
  if (absl::IsNotFound(names.status())) return 0;
  if (!names.ok()) return names.status();
  size_t removed = 0;
  for (const std::string& name : *names) {
    const bool is_data =
        std::any_of(suffixes.begin(), suffixes.end(),
                    [&](absl::string_view suffix) { return absl::EndsWith(name, suffix); });
    if (!is_data) continue;
    const absl::Status status = RemoveFile(absl::StrCat(directory, "/", name));
    if (!status.ok()) return status;
    ++removed;
  }
  return removed;
}

}  // namespace

absl::StatusOr<CleanRun> RemoveCountsAndReports(const TelemetryDir& dir) {
  const absl::StatusOr<FileLock> lock = internal::AcquireReportLock(dir);
  if (!lock.ok() && !absl::IsNotFound(lock.status())) return lock.status();
  if (lock.ok()) {
    const absl::Status settled = SettleUnfinishedWeeks(dir);
    if (!settled.ok()) return settled;
  }
  const absl::StatusOr<size_t> local = RemoveFiles(dir.local_dir(), kLocalSuffixes);
  if (!local.ok()) return local.status();
  const absl::StatusOr<size_t> upload = RemoveFiles(dir.upload_dir(), kUploadSuffixes);
  if (!upload.ok()) return upload.status();
  return CleanRun{*local + *upload};
}

}  // namespace telemetry
