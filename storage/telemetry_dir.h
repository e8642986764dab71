// TelemetryDir names everything inside one telemetry directory: Go's, or a collector's
// (telemetry_root.h). It builds paths and touches no file; telemetry_file_name.h reads them back.
//
//   const TelemetryDir dir = root.collector(*collector);
//   dir.mode_path();                                       // .../stats.example.com_443/mode
//   dir.local_report_path(absl::CivilDay(2026, 11, 18));   // .../local/local.2026-11-18.json
//
// The layout is Go Telemetry's, so that one code reads Go's directory and ours. An object is
// immutable after construction, hence safe to share between threads.

#ifndef STORAGE_TELEMETRY_DIR_H_
#define STORAGE_TELEMETRY_DIR_H_

#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace telemetry {

// What a damaged file's name gets when it is put aside.
inline constexpr absl::string_view kPutAsideSuffix = ".corrupt";

class TelemetryDir {
 public:
  // `path` is used as given; trailing slashes are dropped.
  explicit TelemetryDir(std::string path);

  const std::string& path() const { return path_; }
  std::string mode_path() const { return path_ + "/mode"; }
  // Counter files, and reports not yet sent.
  std::string local_dir() const { return path_ + "/local"; }
  // Exact copies of reports that were sent.
  std::string upload_dir() const { return path_ + "/upload"; }
  // If the user creates this directory, upload runs log in it.
  std::string debug_dir() const { return path_ + "/debug"; }
  // The weekday on which this machine's counter files expire.
  std::string weekends_path() const { return path_ + "/local/weekends"; }
  // A file whose modification time limits how often an upload run is started.
  std::string token_path() const { return path_ + "/local/upload.token"; }
  // Which program to start as the upload run, and how the last run ended (upload_run/). These two
  // and the next two are only in a collector's directory.
  std::string uploader_path() const { return path_ + "/uploader"; }
  std::string last_run_path() const { return path_ + "/last_run"; }
  // What the collector approves, as it was received.
  std::string upload_config_path() const { return path_ + "/upload_config.json"; }
  // The private root certificates that the user has named with the consent (config/private_roots.h).
  std::string private_roots_path() const { return path_ + "/tls_roots"; }

  // Everything counted in the week that ended on `day`, the report day.
  std::string local_report_path(absl::CivilDay day) const;
  // The approved part of it, ready to send.
  std::string ready_report_path(absl::CivilDay day) const;
  // The copy of what was sent.
  std::string sent_report_path(absl::CivilDay day) const;
  // Held while that week's report is being sent, by Go's uploader too (file_lock.h).
  std::string lock_path(absl::CivilDay day) const;

 private:
  std::string path_;
};

}  // namespace telemetry

#endif  // STORAGE_TELEMETRY_DIR_H_
