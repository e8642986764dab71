#include "report/report_files/week_commit.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "storage/civil_day.h"
#include "storage/directory/is_there.h"
#include "storage/directory/path.h"
#include "storage/files/file.h"
#include "storage/telemetry_files/telemetry_file_name.h"

namespace telemetry::report_internal {
namespace {

constexpr absl::string_view kPrefix = "report.";
constexpr absl::string_view kPending = ".pending";
constexpr absl::string_view kCommitted = ".committed";
constexpr absl::string_view kLocalReport = "/local.json";
constexpr absl::string_view kUploadReport = "/upload.json";

std::string PathOf(const TelemetryDir& dir, absl::CivilDay week, absl::string_view suffix) {
  return absl::StrCat(dir.local_dir(), "/", kPrefix, FormatCivilDay(week), suffix);
}

absl::StatusOr<std::vector<std::string>> ListIfThere(const std::string& directory) {
  absl::StatusOr<std::vector<std::string>> names = ListDirectory(directory);
  if (absl::IsNotFound(names.status())) return std::vector<std::string>();
  return names;
}

// A free path in `directory`: the file's own name, with a number before it if it is taken.
absl::StatusOr<std::string> FreePath(const std::string& directory, absl::string_view name) {
  std::string path = absl::StrCat(directory, "/", name);
  for (int n = 2;; ++n) {
    const absl::StatusOr<bool> taken = IsThere(path);
    if (!taken.ok()) return taken.status();
    if (!*taken) return path;
    path = absl::StrCat(directory, "/", n, ".", name);
  }
}

// Moves a file, if it is there.
absl::Status Move(const std::string& from, const std::string& to, FileChanges& changes) {
  const absl::Status moved = changes.Rename(from, to);
  return absl::IsNotFound(moved) ? absl::OkStatus() : moved;
}

}  // namespace

absl::StatusOr<std::vector<std::string>> CounterFilesIn(const std::string& directory) {
  const absl::StatusOr<std::vector<std::string>> names = ListIfThere(directory);
  if (!names.ok()) return names.status();
  std::vector<std::string> paths;
  for (const std::string& name : *names) {
    if (ClassifyTelemetryFile(TelemetryFolder::kLocal, name).kind ==
        TelemetryFileKind::kCounterFile) {
      paths.push_back(absl::StrCat(directory, "/", name));
    }
  }
  return paths;
}

UnfinishedWeeks FindUnfinishedWeeks(const TelemetryFiles& files) {
  UnfinishedWeeks weeks;
  for (const TelemetryFile& file : files.all()) {
    if (file.kind == TelemetryFileKind::kPendingReport) weeks.pending.push_back(file.day);
    if (file.kind == TelemetryFileKind::kCommittedReport) weeks.committed.push_back(file.day);
  }
  return weeks;
}

absl::StatusOr<UnfinishedWeeks> FindUnfinishedWeeks(const TelemetryDir& dir) {
  const absl::StatusOr<TelemetryFiles> files = ListTelemetryFiles(dir);
  if (!files.ok()) return files.status();
  return FindUnfinishedWeeks(*files);
}

absl::StatusOr<std::vector<std::string>> ClaimedFiles(const TelemetryFiles& files) {
  std::vector<std::string> paths;
  for (const absl::CivilDay week : FindUnfinishedWeeks(files).pending) {
    const absl::StatusOr<std::vector<std::string>> claimed =
        CounterFilesIn(PathOf(files.dir(), week, kPending));
    if (!claimed.ok()) return claimed.status();
    paths.insert(paths.end(), claimed->begin(), claimed->end());
  }
  return paths;
}

std::string CommittedReportPath(const TelemetryDir& dir, absl::CivilDay week) {
  return absl::StrCat(PathOf(dir, week, kCommitted), kLocalReport);
}

WeekCommit::WeekCommit(const TelemetryDir& dir, absl::CivilDay week, FileChanges& changes)
    : dir_(dir),
      week_(week),
      changes_(changes),
      pending_(PathOf(dir, week, kPending)),
      committed_(PathOf(dir, week, kCommitted)) {}

absl::Status WeekCommit::Begin() { return changes_.MakeDirectory(pending_); }

absl::Status WeekCommit::Claim(const std::string& path) {
  // One that was put aside is a counter file again: if it is put back, it is read again.
  absl::string_view name = BaseName(path);
  absl::ConsumeSuffix(&name, kPutAsideSuffix);
  const absl::StatusOr<std::string> free = FreePath(pending_, name);
  if (!free.ok()) return free.status();
  return Move(path, *free, changes_);
}

absl::StatusOr<std::vector<std::string>> WeekCommit::Claimed() const {
  return CounterFilesIn(pending_);
}

absl::Status WeekCommit::PutBack(const std::string& path) {
  const absl::StatusOr<std::string> free = FreePath(dir_.local_dir(), BaseName(path));
  if (!free.ok()) return free.status();
  return changes_.Rename(path, *free);
}

absl::Status WeekCommit::RollBack() {
  const absl::StatusOr<std::vector<std::string>> claimed = Claimed();
  if (!claimed.ok()) return claimed.status();
  for (const std::string& path : *claimed) {
    if (absl::Status status = PutBack(path); !status.ok()) return status;
  }
  return RemoveDirectory(pending_);
}

absl::Status WeekCommit::Commit(const Reports& reports) {
  if (reports.upload.has_value()) {
    absl::Status status =
        changes_.WriteFile(absl::StrCat(pending_, kUploadReport), *reports.upload);
    if (!status.ok()) return status;
  }
  absl::Status status = changes_.WriteFile(absl::StrCat(pending_, kLocalReport), reports.local);
  if (status.ok()) status = changes_.Rename(pending_, committed_);
  if (status.ok()) status = changes_.Flush(dir_.local_dir());
  return status;
}

absl::Status WeekCommit::MoveReportsOut(bool may_upload) {
  const std::string upload = absl::StrCat(committed_, kUploadReport);
  const std::string local = absl::StrCat(committed_, kLocalReport);
  const absl::StatusOr<bool> sent = IsThere(dir_.sent_report_path(week_));
  if (!sent.ok()) return sent.status();
  absl::Status status = !may_upload || *sent
                            ? changes_.RemoveFile(upload)
                            : Move(upload, dir_.ready_report_path(week_), changes_);
  if (status.ok()) status = Move(local, dir_.local_report_path(week_), changes_);
  return status.ok() ? changes_.Flush(dir_.local_dir()) : status;
}

absl::Status WeekCommit::Finish(bool may_upload) {
  const absl::Status status = MoveReportsOut(may_upload);
  return status.ok() ? RemoveDirectory(committed_) : status;
}

absl::Status WeekCommit::RemoveDirectory(const std::string& directory) {
  const absl::StatusOr<std::vector<std::string>> names = ListIfThere(directory);
  if (!names.ok()) return names.status();
  for (const std::string& name : *names) {
    const absl::Status status = changes_.RemoveFile(absl::StrCat(directory, "/", name));
    if (!status.ok()) return status;
  }
  return changes_.RemoveDirectory(directory);
}

absl::Status SettleUnfinishedWeeks(const TelemetryDir& dir, bool may_upload, FileChanges& changes) {
  const absl::StatusOr<UnfinishedWeeks> weeks = FindUnfinishedWeeks(dir);
  if (!weeks.ok()) return weeks.status();
  for (const absl::CivilDay week : weeks->committed) {
    absl::Status status = WeekCommit(dir, week, changes).Finish(may_upload);
    if (!status.ok()) return status;
  }
  for (const absl::CivilDay week : weeks->pending) {
    absl::Status status = WeekCommit(dir, week, changes).RollBack();
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace telemetry::report_internal
