// Turns the counter files of one week into its reports on disk so that, wherever the process is
// killed, every count ends up in the reports exactly once.
//
//   WeekCommit week(dir, absl::CivilDay(2026, 11, 18), disk);
//   week.Begin();
//   for (const std::string& path : counter_files) week.Claim(path);
//   week.Commit({.local = ReportToJson(local), .upload = ReportToJson(upload)});
//   week.Finish(/*may_upload=*/true);
//
// A counter file does not show whether its counts are already in a report or it turned up late. So
// a file is moved before it is counted, and its location shows its state:
//
//   local/*.v1.count                       not counted yet
//   local/report.WEEK.pending/*.v1.count   not counted yet, and no longer another uploader's
//   local/report.WEEK.committed/           all its counter files are counted, in its reports or in
//                                          those that were moved out of it
//
// 1. Begin   makes the pending directory.
// 2. Claim   renames counter files into it. Go's uploader no longer sees them.
// 3. Commit  writes `local.json` and perhaps `upload.json` beside them, then renames the directory
//            from pending to committed. This rename is the commit: the files are now counted.
// 4. Finish  renames upload.json to local/WEEK.json and local.json to local/local.WEEK.json, which
//            may replace a report with the same counts except the late ones; then removes what is
//            left of the directory.
//
// A run starts by finishing committed directories and rolling pending ones back: their counter
// files return to local/, and reports in them are removed unread.
//
// Why nothing is lost: a counter file is removed only in Finish, after both reports have been
// renamed to their places and flushed. A directory named committed holds a complete local.json,
// flushed before the rename, until that file has been renamed to its place.
//
// Why nothing is counted twice: only files in local/ are claimed, and only after every committed
// directory is finished; a file is in one place at a time. Finish can be repeated from its start
// after any of its steps: a report that is no longer in the directory has been moved out and is not
// made again. So an upload report that was sent and removed after the move does not come back, and
// a week whose report lies in upload/ gets no second upload report.
//
// Two runs never interleave: report_lock.h holds a lock. Go's uploader does not use it. It reads
// the counter files, writes its reports and only then removes the files. If we claim them before
// its local report exists, ours replaces it with the same counts. If we claim them later, or if
// Go's uploader is killed before it removes them, they look like late files, and their counts are
// in the local report twice. The upload report is correct in any case: a week that has a report
// gets no other. Modification times cannot tell the two cases apart: a count added through a
// mapping need not change them, and on tmpfs never does.
//
// Not thread-safe.

#ifndef REPORT_REPORT_FILES_WEEK_COMMIT_H_
#define REPORT_REPORT_FILES_WEEK_COMMIT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "report/report_files/file_changes.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_files/telemetry_file_name.h"

namespace telemetry::report_internal {

// The paths of the counter files in `directory`, sorted; empty if there is no such directory.
absl::StatusOr<std::vector<std::string>> CounterFilesIn(const std::string& directory);

// The weeks for which a run died, in order; empty if there is no local directory.
struct UnfinishedWeeks {
  std::vector<absl::CivilDay> pending;
  std::vector<absl::CivilDay> committed;
};
absl::StatusOr<UnfinishedWeeks> FindUnfinishedWeeks(const TelemetryDir& dir);
UnfinishedWeeks FindUnfinishedWeeks(const TelemetryFiles& files);

// The paths of all counter files in pending directories.
absl::StatusOr<std::vector<std::string>> ClaimedFiles(const TelemetryFiles& files);

// Where a run that died after Commit may have left the local report of `week`.
std::string CommittedReportPath(const TelemetryDir& dir, absl::CivilDay week);

class WeekCommit {
 public:
  struct Reports {
    std::string local;
    std::optional<std::string> upload;
  };

  // `dir` and `changes` must outlive this.
  WeekCommit(const TelemetryDir& dir, absl::CivilDay week, FileChanges& changes);

  // Every error is that of the failed change, with its path; the state is then as after a kill.

  // Makes the pending directory. The week must have neither a pending nor a committed directory.
  absl::Status Begin();
  // Moves a counter file from local/ into the pending directory. OK if it is gone.
  absl::Status Claim(const std::string& path);
  // The paths of the claimed files, sorted.
  absl::StatusOr<std::vector<std::string>> Claimed() const;
  // Moves a claimed file back to local/, under another name if its own is taken.
  absl::Status PutBack(const std::string& path);
  // Puts all claimed files back and removes the pending directory. OK if there is none.
  absl::Status RollBack();
  // Commits `reports`, which must include the counts of all claimed files.
  absl::Status Commit(const Reports& reports);
  // Also for a week that FindUnfinishedWeeks() lists as committed. Without `may_upload` the upload
  // report is removed.
  absl::Status Finish(bool may_upload);

 private:
  absl::Status MoveReportsOut(bool may_upload);
  // Removes a directory of this week and the files in it.
  absl::Status RemoveDirectory(const std::string& directory);

  const TelemetryDir& dir_;
  const absl::CivilDay week_;
  FileChanges& changes_;
  const std::string pending_;
  const std::string committed_;
};

// Finishes the weeks that FindUnfinishedWeeks() lists as committed, and rolls the pending ones
// back. Errors: as those of WeekCommit.
absl::Status SettleUnfinishedWeeks(const TelemetryDir& dir, bool may_upload, FileChanges& changes);

}  // namespace telemetry::report_internal

#endif  // REPORT_REPORT_FILES_WEEK_COMMIT_H_
