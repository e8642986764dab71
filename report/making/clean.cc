#include "report/making/clean.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "report/making/internal/file_changes.h"
#include "report/making/internal/report_lock.h"
#include "report/making/internal/week_commit.h"
#include "storage/counter_file/counter_file_format.h"
#include "storage/files/file.h"
#include "storage/files/file_lock.h"

namespace telemetry {
namespace {

// The suffix of damaged files that were set aside.
constexpr absl::string_view kPutAsideSuffix = ".corrupt";
constexpr absl::string_view kLocalSuffixes[] = {counter_file_format::kFileNameSuffix, ".json",
                                                kPutAsideSuffix, kTemporarySuffix};
constexpr absl::string_view kUploadSuffixes[] = {".json", kTemporarySuffix};

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
  if (dir.root().empty()) {
    return absl::FailedPreconditionError("there is no telemetry directory");
  }
  const absl::StatusOr<FileLock> lock = report_internal::AcquireReportLock(dir);
  if (!lock.ok() && !absl::IsNotFound(lock.status())) return lock.status();
  if (lock.ok()) {
    report_internal::DiskChanges disk;
    const absl::Status settled =
        report_internal::SettleUnfinishedWeeks(dir, /*may_upload=*/false, disk);
    if (!settled.ok()) return settled;
  }
  const absl::StatusOr<size_t> local = RemoveFiles(dir.local_dir(), kLocalSuffixes);
  if (!local.ok()) return local.status();
  const absl::StatusOr<size_t> upload = RemoveFiles(dir.upload_dir(), kUploadSuffixes);
  if (!upload.ok()) return upload.status();
  return CleanRun{*local + *upload};
}

}  // namespace telemetry
