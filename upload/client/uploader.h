// The upload run for one collector: makes the reports that are due, sends those that may be sent,
// and tidies up. It opens no file outside the collector's directory.
//
//   std::stop_source stop;  // for Ctrl-C
//   absl::StatusOr<UploadRunResult> result =
//       RunUpload({.dir = root.collector(collector), .collector = collector,
//                  .decision = DecideMode(root, collector), .now = absl::Now()},
//                 stop.get_token());
//   if (!result.ok()) return result.status();
//   for (const ReportOutcome& report : result->sent) Print(report);
//   return FirstFailure(*result);
//
// Reports are sent one at a time. Wherever the process is killed, the next run continues, and the
// collector ends up with every report once (report_sender.h, report/making/make_reports.h). Any number of
// runs may work on one directory concurrently.

#ifndef UPLOAD_CLIENT_UPLOADER_H_
#define UPLOAD_CLIENT_UPLOADER_H_

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "config/mode.h"
#include "report/making/report_run.h"
#include "report/random_x.h"
#include "storage/host_port.h"
#include "storage/telemetry_dir.h"
#include "upload/client/config_source.h"
#include "upload/client/connection/retrier.h"
#include "upload/client/connection/transport.h"
#include "upload/client/report_sender.h"
#include "upload/client/retention/retention_policy.h"
#include "upload/client/upload_policy.h"

namespace telemetry {

struct UploadOptions {
  // The collector's directory, and its address.
  TelemetryDir dir;
  HostPort collector;
  // What the user, the environment and the machine allow for this collector.
  ModeDecision decision;
  // The current time; decides what is due and what must not be sent yet.
  absl::Time now;

  TransportOptions transport = {};
  // A config file to use instead of the collector's config.
  std::string config_path = "";
  absl::Duration call_timeout = absl::Seconds(20);
  RetryOptions retry = {};
  RetentionLimits retention = {};

  // Source of the X of new reports.
  std::function<absl::StatusOr<double>()> draw_x = DrawX;
  // The machine's clock, which also stamps files. Used for the lines of the debug log and for the
  // age of files. `now` may be another time, for trying things out.
  std::function<absl::Time()> clock = absl::Now;
  // Called with progress messages, one printable line each. May be null.
  std::function<void(absl::string_view)> progress = nullptr;
};

// A report that is ready but must not be sent now.
struct WithheldReport {
  absl::CivilDay report_day;
  WithheldReason why;
};

struct UploadRunResult {
  // Where the upload config came from, and its version; nullopt if none was needed.
  std::optional<ConfigOrigin> config_origin;
  std::string config_version;
  // The reports that were made.
  ReportRun made;
  // The upload reports that were ready, each in one of the two, earliest first.
  std::vector<ReportOutcome> sent;
  std::vector<WithheldReport> withheld;
  // Removed files, relative to the telemetry directory (retention_policy.h).
  std::vector<std::string> removed_files;
  // Problems that did not stop the run.
  std::vector<std::string> warnings;
};

// Performs a run. In mode `off` it does nothing and touches nothing. In mode `local` it makes
// reports and opens no socket. If the user's mode is `on` and only CI forbids sending, it makes
// reports with the named or cached config, for a later run to send; without a config it leaves the
// weeks that have ended to a run that has one.
//
// The result tells what became of each report, including failures. Requesting `stop` cancels the
// call in progress and keeps the remaining reports.
//
// Errors, all of them before any report is sent:
//   InvalidArgument   as ChooseTransport()
//   others            there is no upload config (config_source.h), or reports cannot be made
//                     (report/making/make_reports.h)
absl::StatusOr<UploadRunResult> RunUpload(const UploadOptions& options, std::stop_token stop);

// Returns why the first report that failed to be sent failed, with its date; else why a file or week
// was skipped that a later run may not have to skip. OK if all was done that can be done.
absl::Status FirstFailure(const UploadRunResult& result);

}  // namespace telemetry

#endif  // UPLOAD_CLIENT_UPLOADER_H_
