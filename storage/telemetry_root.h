// A user's telemetry root: Go's own telemetry directory, and beside it one for each collector.
//
//   const TelemetryRoot root(TelemetryRoot::DefaultPath());   // ~/.config/go/telemetry
//   root.go().local_dir();                                    // .../local: what Go's programs count
//   root.collector(*ParseCollector("stats.example.com"));     // .../collectors/stats.example.com_443
//
// Go's uploader takes every counter file and every report in Go's directory, whoever wrote them, and
// leaves other folders alone. So what is counted for a collector lies in that collector's own
// directory, which has exactly the layout of Go's. Nothing here touches a file. Immutable and
// thread-safe.

#ifndef STORAGE_TELEMETRY_ROOT_H_
#define STORAGE_TELEMETRY_ROOT_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "storage/host_port.h"
#include "storage/telemetry_dir.h"

namespace telemetry {

// The folder, in a root, of the collectors' directories.
inline constexpr char kCollectorsFolder[] = "collectors";

class TelemetryRoot {
 public:
  // `path` is used as given; trailing slashes are dropped. Empty: there is none.
  explicit TelemetryRoot(std::string path) : go_(std::move(path)) {}

  // The user's own: $GOTELEMETRY_DIR, else $XDG_CONFIG_HOME/go/telemetry, else
  // $HOME/.config/go/telemetry. Empty if no variable names one, or the one that counts is no
  // absolute path: it would be another directory in each working directory. Always empty in a
  // program that has more privileges than its user (set-user-ID), which must not be led by the
  // user's variables.
  static std::string DefaultPath();

  // Why DefaultPath() is empty, for people: "HOME is not set", or which variable is at fault.
  static std::string WhyNoDefaultPath();

  // DefaultPath() as a function of the three variables, each empty if unset. A relative
  // $XDG_CONFIG_HOME is invalid and ignored, as the XDG specification demands.
  static std::string PathFor(absl::string_view gotelemetry_dir, absl::string_view xdg_config_home,
                             absl::string_view home);
  static std::string WhyNoPathFor(absl::string_view gotelemetry_dir, absl::string_view home);

  bool exists() const { return !path().empty(); }
  const std::string& path() const { return go_.path(); }

  // Go's own directory: what Go's programs count, and programs that name no collector. Its mode is
  // consent to Go's uploads, except that `off` there silences everything.
  const TelemetryDir& go() const { return go_; }

  // The folder that holds the collectors' directories.
  std::string collectors_dir() const { return path() + "/" + kCollectorsFolder; }
  TelemetryDir collector(const HostPort& address) const;

 private:
  TelemetryDir go_;
};

// The name of a collector's folder: its address with `_` in place of each `:`.
std::string CollectorFolderName(const HostPort& address);

// The collector whose folder has that name; empty if no collector's has.
std::optional<HostPort> CollectorOfFolder(absl::string_view name);

// Whether `dir` is a collector's, in whatever root, and not Go's.
bool IsOfCollector(const TelemetryDir& dir);

}  // namespace telemetry

#endif  // STORAGE_TELEMETRY_ROOT_H_
