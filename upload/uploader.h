// The upload run: makes the reports that are due, sends those that may be sent, and tidies up.
//
//   std::stop_source stop;  // for Ctrl-C
//   absl::StatusOr<UploadRunResult> result =
//       RunUpload({.dir = dir, .decision = DecideMode(dir.root()), .now = absl::Now()},
//                 stop.get_token());
//   if (!result.ok()) return result.status();
//   for (const ReportOutcome& report : result->sent) Print(report);
//   return FirstFailure(*result);
//
// Reports are sent one at a time. Wherever the process is killed, the next run goes on and every
// report ends up at the collector once (report_sender.h, report/report_files.h). Any number of runs
// may work on one directory at the same time.

#ifndef UPLOAD_UPLOADER_H_
#define UPLOAD_UPLOADER_H_

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
#include "report/random_x.h"
#include "report/report_run.h"
#include "storage/telemetry_dir.h"
#include "upload/config_source.h"
#include "upload/report_sender.h"
#include "upload/retention_policy.h"
#include "upload/retrier.h"
#include "upload/upload_policy.h"

namespace telemetry {

struct UploadOptions {
  TelemetryDir dir;
  // What the user, the environment and the machine allow.
  Decision decision;
  // The present; decides what is due and what must not be sent yet.
  absl::Time now;

  // HOST:PORT; empty for the collector that the user consented to, the only one there can be.
  std::string collector = "";
  TransportWishes transport = {};
  // A config file to use in place of the collector's config.
  std::string config_path = "";
  absl::Duration call_timeout = absl::Seconds(20);
  RetryOptions retry = {};
  RetentionLimits retention = {};

  // Where the X of new reports comes from.
  std::function<absl::StatusOr<double>()> draw_x = DrawX;
  // The machine's clock, which files have their times from: stamps the lines of the debug log and
  // tells the age of what is to be removed. `now` may be another time, for trying things out.
  std::function<absl::Time()> clock = absl::Now;
  // Told what the run is doing while it does it, a printable line at a time. May be null.
  std::function<void(absl::string_view)> progress = nullptr;
};

// A report that was ready and must not be sent now.
struct WithheldReport {
  absl::CivilDay week;
  Withheld why;
};

struct UploadRunResult {
  // Where the upload config came from and its version; nothing if none was needed.
  std::optional<ConfigOrigin> config_origin;
  std::string config_version;
  // The reports that were made.
  ReportRun made;
  // The upload reports that were ready, each in one of the two, the earliest first.
  std::vector<ReportOutcome> sent;
  std::vector<WithheldReport> withheld;
  // Files that were too old or too many (retention_policy.h), relative to the telemetry directory.
  std::vector<std::string> removed_files;
  // What went wrong without keeping the run from its work.
  std::vector<std::string> warnings;
};

// Makes a run. In mode `off` nothing is done and nothing touched. In mode `local` reports are made
// and no socket is opened. If the user's mode is `on` and CI alone forbids sending, reports are
// made with the config that is named or cached, for a later run to send; without a config the weeks
// that have ended are left to a run that has one.
//
// In mode `on` without a collector no report is made either: Go's own uploader sends what this user
// agreed to, and would find nothing left to send.
//
// The result tells what became of each report, failures included. Requesting `stop` cancels a call
// that is under way and keeps the reports that are left.
//
// Errors, before any report is made, so that nothing is missed by it:
//   FailedPrecondition, PermissionDenied   as ChooseCollector()
//   InvalidArgument                        as ChooseTransport()
//   others                                 there is no upload config (config_source.h), or reports
//                                          cannot be made (report/report_files.h)
absl::StatusOr<UploadRunResult> RunUpload(const UploadOptions& options, std::stop_token stop);

// Why the first report that was to be sent was not, with the report's date; OK if all were.
absl::Status FirstFailure(const UploadRunResult& result);

}  // namespace telemetry

#endif  // UPLOAD_UPLOADER_H_
