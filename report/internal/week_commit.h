// Turns the counter files of one week into its reports on disk so that, wherever the process is
// killed, every count ends up in the reports exactly once.
//
//   WeekCommit week(dir, absl::CivilDay(2026, 11, 18), disk);
//   week.Begin();
//   for (path : counter_files) week.Claim(path);
//   week.Commit({.local = ReportToJson(local), .upload = ReportToJson(upload)});
//   week.Finish(/*may_upload=*/true);
//
// Nothing in a directory tells a counter file whose counts are in a report from one that turned up
// late. So a file is moved before it is counted, and where it lies says which it is:
//
//   local/*.v1.count                       not counted yet
//   local/report.WEEK.pending/*.v1.count   not counted yet, and no longer another uploader's
//   local/report.WEEK.committed/           all its counter files are counted, in its reports or in
//                                          those that were moved out of it
//
// 1. Begin   makes the pending directory.
// 2. Claim   renames counter files into it. Go's uploader sees them no more.
// 3. Commit  writes `local.json` and perhaps `upload.json` beside them, then renames the directory
//            from pending to committed. This one rename is what makes the counts counted.
// 4. Finish  renames upload.json to local/WEEK.json and local.json to local/local.WEEK.json, in
//            place of a report that has the same counts without the late ones; then removes what is
//            left of the directory.
//
// A run first of all finishes committed directories and rolls pending ones back: their counter
// files return to local/, reports in them are removed unread.
//
// Why nothing is lost. A counter file is removed only in Finish, after both reports have been
// renamed to their places and that was flushed; and a directory named committed holds a complete
// local.json, flushed before the rename, until that has been renamed to its place.
//
// Why nothing is counted twice. Only files in local/ are claimed, and only after every committed
// directory is finished; a file is in one place at a time. Finish can be repeated from its start
// after any of its steps: a report that is no longer in the directory has been moved out, and is
// not made again. So an upload report that was sent and removed after the move does not come back;
// and one whose week lies in upload/ is not put up again.
//
// Two runs never interleave: report_files.h holds a lock. Go's uploader knows no lock. It reads the
// counter files, writes its reports and only then removes the files. If we claim them before its
// local report is there, ours replaces that with the same counts. If we claim them after that, or if
// it is killed before it has removed them, they look like files that turned up late, and their counts
// are in the local report twice. The upload report is right in any case: a week that has a report
// gets no other one. The time of a file's last change cannot tell the two apart: a count that is
// added through a mapping need not change it, and on tmpfs never does.
//
// Not thread-safe.

#ifndef REPORT_INTERNAL_WEEK_COMMIT_H_
#define REPORT_INTERNAL_WEEK_COMMIT_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "report/internal/file_changes.h"
#include "storage/telemetry_dir.h"

namespace telemetry::internal {

// The paths of the counter files in `directory`, sorted; none if there is no such directory.
absl::StatusOr<std::vector<std::string>> CounterFilesIn(const std::string& directory);

// The weeks for which a run has died, in order; none if there is no local directory.
struct UnfinishedWeeks {
  std::vector<absl::CivilDay> pending;
  std::vector<absl::CivilDay> committed;
};
absl::StatusOr<UnfinishedWeeks> FindUnfinishedWeeks(const TelemetryDir& dir);

// The paths of all counter files in pending directories.
absl::StatusOr<std::vector<std::string>> ClaimedFiles(const TelemetryDir& dir);

// Where a run that died after Commit has left the local report of `week`; perhaps there is none.
std::string CommittedReportPath(const TelemetryDir& dir, absl::CivilDay week);

class WeekCommit {
 public:
  struct Reports {
    std::string local;
    std::optional<std::string> upload;
  };

  // `dir` and `changes` must outlive this.
  WeekCommit(const TelemetryDir& dir, absl::CivilDay week, FileChanges& changes);

  // Every error is that of the change that failed, with its path; everything is then as after a
  // kill.

  // Makes the pending directory. There must be neither a pending nor a committed one.
  absl::Status Begin();
  // Moves a counter file from local/ into the pending directory. OK if it is gone.
  absl::Status Claim(const std::string& path);
  // The paths of the claimed files, sorted.
  absl::StatusOr<std::vector<std::string>> Claimed() const;
  // Moves a claimed file back to local/, if need be under another name.
  absl::Status PutBack(const std::string& path);
  // Puts all claimed files back and removes the pending directory. OK if there is none.
  absl::Status RollBack();
  // All claimed files are counted in `reports`.
  absl::Status Commit(const Reports& reports);
  // Also for a week that FindUnfinishedWeeks() calls committed. Without `may_upload` the upload
  // report is removed.
  absl::Status Finish(bool may_upload);

 private:
  absl::Status MoveReportsOut(bool may_upload);
  // Removes a directory of this week with the files in it.
  absl::Status RemoveDirectory(const std::string& directory);

  const TelemetryDir& dir_;
  const absl::CivilDay week_;
  FileChanges& changes_;
  const std::string pending_;
  const std::string committed_;
};

// Finishes the weeks that FindUnfinishedWeeks() calls committed, and rolls pending ones back. Errors:
// as those of WeekCommit.
absl::Status SettleUnfinishedWeeks(const TelemetryDir& dir, bool may_upload, FileChanges& changes);

}  // namespace telemetry::internal

#endif  // REPORT_INTERNAL_WEEK_COMMIT_H_
