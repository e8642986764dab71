// A snapshot of everything about telemetry on this machine that its user may want to see.
//
//   const LocalState state = ReadLocalState({.root = root}, absl::Now());
//   std::string json = LocalStateToJson(state);  // local_state_json.h

#ifndef CMD_GOTELEMETRY_WEB_VIEW_STATE_LOCAL_STATE_H_
#define CMD_GOTELEMETRY_WEB_VIEW_STATE_LOCAL_STATE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "cmd/gotelemetry/web_view/state/telemetry_files.h"
#include "config/approval/config_diff.h"
#include "config/mode.h"
#include "config/telemetry_environment.h"
#include "config/upload_config/approvals.h"
#include "report/local_counts/report_preview.h"
#include "report/local_counts/weekly_counts.h"
#include "storage/host_port.h"
#include "storage/telemetry_root.h"

namespace telemetry::cmd {

struct LocalStateOptions {
  TelemetryRoot root;
  // A file with the upload config; empty for the config last received from the collector.
  std::string config_path = "";
  // Stands in for the X that each report will draw (report_preview.h).
  double x = 0.5;
};

// What is in one directory.
struct DirectoryState {
  // Nullopt for Go's directory.
  std::optional<HostPort> collector;
  TelemetryEnvironment environment;
  // What the config approves, or why that is unknown.
  absl::StatusOr<Approvals> approvals;
  // What is approved otherwise than when the user consented and was shown it; nullopt if nothing was
  // shown then, or if that is unknown.
  std::optional<std::vector<ConfigChange>> changes;
  WeeklyCounts counts;
  // The reports that the counter files would become; empty if it is unknown what is approved.
  ReportPreview preview;
  std::vector<StoredTelemetryFile> files;
  // One line for each file and directory that cannot be read.
  std::vector<std::string> warnings;
  // The day in UTC on which it was read, for approvals that have ended.
  absl::CivilDay day = absl::CivilDay();
};

struct LocalState {
  // Each collector's, in the order of their folders; then Go's.
  std::vector<DirectoryState> directories;
  // Names of folders beside the collectors' that are no collector's.
  std::vector<std::string> foreign;
};

// Reads the telemetry root, without changing anything or using the network. What cannot be read is
// left out, and `warnings` says so. Lists each folder once and parses each counter file once.
LocalState ReadLocalState(const LocalStateOptions& options, absl::Time now);

// One directory of it.
DirectoryState ReadDirectoryState(const LocalStateOptions& options,
                                  const std::optional<HostPort>& collector,
                                  const ModeDecision& decision, absl::Time now);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_WEB_VIEW_STATE_LOCAL_STATE_H_
