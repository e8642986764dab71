// What a user may want to know about telemetry on this machine: who decided what, where things are,
// what was last sent, and which files are damaged.
//
//   const TelemetryDir dir(TelemetryDir::DefaultRoot());
//   TelemetryEnvironment environment = FindTelemetryEnvironment(dir, DecideMode(dir.root()));

#ifndef CONFIG_TELEMETRY_ENVIRONMENT_H_
#define CONFIG_TELEMETRY_ENVIRONMENT_H_

#include <string>
#include <vector>

#include "config/mode.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_files/telemetry_file_name.h"

namespace telemetry {

struct TelemetryEnvironment {
  TelemetryDir dir;
  Decision decision;
  // The latest week, YYYY-MM-DD, of which a sent report is kept; empty if there is none.
  std::string last_upload;
  // Paths of damaged counter files that were put aside, sorted.
  std::vector<std::string> put_aside;
};

// Lists `dir` and reads no files. A directory that is missing or cannot be read counts as empty.
TelemetryEnvironment FindTelemetryEnvironment(const TelemetryDir& dir, const Decision& decision);

// The same from a look at the directory that was taken before. Pure.
TelemetryEnvironment EnvironmentOf(const TelemetryFiles& files, const Decision& decision);

}  // namespace telemetry

#endif  // CONFIG_TELEMETRY_ENVIRONMENT_H_
