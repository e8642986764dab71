// TelemetryDir names everything inside a telemetry directory. It builds paths and touches no file.
//
//   const TelemetryDir dir(TelemetryDir::DefaultRoot());
//   dir.mode_path();                                       // ~/.config/go/telemetry/mode
//   dir.local_report_path(absl::CivilDay(2026, 11, 18));   // .../local/local.2026-11-18.json
//
// The layout is Go Telemetry's, so that Go's tools and ours work on the same directory. An object
// is immutable after construction, hence safe to share between threads.

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
  // `root` is used as given; trailing slashes are dropped.
  explicit TelemetryDir(std::string root);

  // The user's own directory: $GOTELEMETRY_DIR, else $XDG_CONFIG_HOME/go/telemetry, else
  // $HOME/.config/go/telemetry. Empty if no variable names one. Always empty in a program that has
  // more privileges than its user (set-user-ID), which must not be led by the user's variables.
  static std::string DefaultRoot();

  // DefaultRoot() as a function of the three variables, each empty if unset. A relative
  // $XDG_CONFIG_HOME is invalid and ignored, as the XDG specification demands.
  static std::string RootFor(absl::string_view gotelemetry_dir, absl::string_view xdg_config_home,
                             absl::string_view home);

  const std::string& root() const { return root_; }
  std::string mode_path() const { return root_ + "/mode"; }
  // The collector that the user consented to (config/consent.h).
  std::string collector_path() const { return root_ + "/collector"; }
  // Counter files, and reports not yet sent.
  std::string local_dir() const { return root_ + "/local"; }
  // Exact copies of reports that were sent.
  std::string upload_dir() const { return root_ + "/upload"; }
  // If the user creates this directory, upload runs log in it.
  std::string debug_dir() const { return root_ + "/debug"; }
  // The weekday on which this machine's counter files expire.
  std::string weekends_path() const { return root_ + "/local/weekends"; }
  // A file whose modification time limits how often an upload run is started.
  std::string token_path() const { return root_ + "/local/upload.token"; }
  // The last upload config from the collector, for when the network is down.
  std::string config_cache_path() const { return root_ + "/upload_config.json"; }

  // Everything counted in the week that ended on `week`.
  std::string local_report_path(absl::CivilDay week) const;
  // The approved part of it, ready to send.
  std::string ready_report_path(absl::CivilDay week) const;
  // The copy of what was sent.
  std::string sent_report_path(absl::CivilDay week) const;
  // Held while that week's report is being sent, by Go's uploader too (file_lock.h).
  std::string lock_path(absl::CivilDay week) const;

 private:
  std::string root_;
};

}  // namespace telemetry

#endif  // STORAGE_TELEMETRY_DIR_H_
