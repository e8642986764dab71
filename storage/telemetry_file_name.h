// What each file in a telemetry directory is. This is the one place that reads meaning out of a
// name; telemetry_dir.h is its reverse.
//
//   ClassifyTelemetryFile(TelemetryFolder::kLocal, "2026-11-18.json").kind;   // kReadyReport
//   absl::StatusOr<TelemetryFiles> files = ListTelemetryFiles(dir);
//   for (const TelemetryFile& file : files->OfKind(TelemetryFileKind::kCounterFile)) ...
//
// A report passes these states: counter files become a *local report*, of everything, and a *ready*
// one, of what is approved; a ready report that was accepted is *sent*. A damaged file is *put
// aside*.

#ifndef STORAGE_TELEMETRY_FILE_NAME_H_
#define STORAGE_TELEMETRY_FILE_NAME_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "storage/telemetry_dir.h"

namespace telemetry {

enum class TelemetryFolder { kLocal, kUpload, kDebug };

enum class TelemetryFileKind {
  kCounterFile,      // local/*.v1.count
  kLocalReport,      // local/local.DAY.json
  kReadyReport,      // local/DAY.json
  kSentReport,       // upload/DAY.json
  kPutAside,         // local/*.corrupt
  kPendingReport,    // local/report.DAY.pending, a folder: a report run that has not ended
  kCommittedReport,  // local/report.DAY.committed, a folder: as above, with its reports inside
  kLock,             // upload/DAY.json.lock, local/report.lock
  kTemporary,        // *.tmp: a file that was being written
  kLog,              // debug/*.log
  kUnknown,          // anything else, which is left alone
};

struct TelemetryFile {
  TelemetryFolder folder;
  std::string name;
  TelemetryFileKind kind;
  // The report day. Set for reports, finished or not, and their locks; otherwise 1970-01-01.
  absl::CivilDay day;

  friend bool operator==(const TelemetryFile&, const TelemetryFile&) = default;
};

// "counter file", "local report", "ready report", "sent report", "put aside", ...
absl::string_view TelemetryFileKindName(TelemetryFileKind kind);

// Strict: a day is ten characters and in the calendar, and what only resembles a name of ours or
// Go's is kUnknown. Pure.
TelemetryFile ClassifyTelemetryFile(TelemetryFolder folder, absl::string_view name);

// FOLDER/NAME, relative to the telemetry directory: "local/local.2026-11-18.json".
std::string RelativePath(const TelemetryFile& file);

// One look at a telemetry directory, to be handed down, so that everything that is derived from it
// agrees and each folder is listed once. A value; copies are independent.
class TelemetryFiles {
 public:
  // Of each folder, sorted by name; kLocal first, then kUpload, then kDebug.
  TelemetryFiles(TelemetryDir dir, std::vector<TelemetryFile> files)
      : dir_(std::move(dir)), files_(std::move(files)) {}

  const TelemetryDir& dir() const { return dir_; }
  const std::vector<TelemetryFile>& all() const { return files_; }
  // In the order of all().
  std::vector<TelemetryFile> OfKind(TelemetryFileKind kind) const;
  std::vector<std::string> PathsOfKind(TelemetryFileKind kind) const;
  // Whether there is a report of that day: local, ready or sent.
  bool HasReportOf(absl::CivilDay day) const;
  std::string PathOf(const TelemetryFile& file) const;

 private:
  TelemetryDir dir_;
  std::vector<TelemetryFile> files_;
};

// Lists local/, upload/ and debug/ once each. A folder that does not exist is empty; any other
// error is returned, naming the folder. Thread-safe.
absl::StatusOr<TelemetryFiles> ListTelemetryFiles(const TelemetryDir& dir);

}  // namespace telemetry

#endif  // STORAGE_TELEMETRY_FILE_NAME_H_
