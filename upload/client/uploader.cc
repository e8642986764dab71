#include "upload/client/uploader.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "config/mode.h"
#include "config/upload_config/approvals.h"
#include "config/upload_config/approved_counters.h"
#include "config/upload_config/upload_config.pb.h"
#include "report/making/make_reports.h"
#include "report/making/no_upload.h"
#include "report/making/report_run.h"
#include "storage/civil_day.h"
#include "storage/directory/held_directory.h"
#include "storage/telemetry_files/telemetry_file_name.h"
#include "storage/upload_run/last_run.h"
#include "upload/client/config_source.h"
#include "upload/client/connection/retrier.h"
#include "upload/client/connection/upload_client.h"
#include "upload/client/report_sender.h"
#include "upload/client/retention/retention.h"
#include "upload/client/upload_log.h"
#include "upload/client/upload_policy.h"

namespace telemetry {
namespace {

std::string Text(absl::string_view what, const absl::Status& status) {
  return absl::StrCat(what, ": ", status.message());
}

std::string SentText(const ReportOutcome& outcome) {
  const int64_t num_dropped =
      static_cast<int64_t>(outcome.dropped.size()) + outcome.num_dropped_unlisted;
  if (num_dropped == 0) return "sent";
  return absl::StrCat("sent; the collector dropped ", num_dropped,
                      num_dropped == 1 ? " item" : " items");
}

// A report's fate, to be printed after its date.
std::string OutcomeText(const ReportOutcome& outcome) {
  switch (outcome.fate) {
    case ReportFate::kSent:
      return SentText(outcome);
    case ReportFate::kSentBefore:
      return "was sent by an earlier run";
    case ReportFate::kRefused:
      return Text("refused for good", outcome.reason);
    case ReportFate::kPutAside:
      return Text("put aside", outcome.reason);
    case ReportFate::kKept:
      return Text("kept for the next run", outcome.reason);
    case ReportFate::kBusy:
      return "is being sent by another run";
    case ReportFate::kGone:
      return "was taken care of by another run";
  }
  return "";
}

// One run over one directory.
class UploadRun {
 public:
  UploadRun(const UploadOptions& options, std::stop_token stop)
      : options_(options),
        stop_(std::move(stop)),
        log_(options.dir, options.clock),
        retrier_(options.retry, stop_, [this](const absl::Status& status, absl::Duration wait) {
          LogProgress(
              absl::StrCat(status.message(), "; again in ",
                           absl::FormatDuration(absl::Ceil(wait, absl::Milliseconds(100)))));
        }) {}

  absl::StatusOr<UploadRunResult> Run() {
    const absl::Status done = DoRun();
    Record(done.ok() ? FirstFailure(result_) : done);
    if (done.ok()) return std::move(result_);
    log_.Write(Text("failed", done));
    return done;
  }

 private:
  // For `gotelemetry env`. A run of which nobody can read is a run all the same.
  void Record(const absl::Status& status) {
    (void)RecordLastRun(options_.dir,
                        {.ended = options_.clock(), .failure = std::string(status.message())});
  }

  bool may_upload() const { return options_.decision.may_upload(); }
  absl::CivilDay today() const { return absl::ToCivilDay(options_.now, absl::UTCTimeZone()); }
  std::optional<absl::CivilDay> consent_day() const {
    return ParseCivilDay(options_.decision.consent_day);
  }

  absl::Status DoRun() {
    if (may_upload()) {
      const absl::Status connected = Connect();
      if (!connected.ok()) return connected;
    }
    const absl::StatusOr<Approvals> approvals = GetConfig();
    absl::Status status;
    if (approvals.ok()) {
      approvals_ = *approvals;
      status = MakeDueReports(*approvals);
    } else if (LeavesWeeksToLaterRun()) {
      Warn(absl::StrCat("no report is made without the collector's config: ",
                        approvals.status().message()));
    } else {
      status = approvals.status();
    }
    if (status.ok()) status = SendReadyReports();
    // If another run is making reports, it tidies up itself.
    if (status.ok() && !others_make_reports_) TidyUp();
    return status;
  }

  // Does not open a socket yet.
  absl::Status Connect() {
    absl::StatusOr<std::unique_ptr<UploadClient>> client =
        UploadClient::Create({.collector = options_.collector,
                              .transport = options_.transport,
                              .call_timeout = options_.call_timeout});
    if (!client.ok()) return client.status();
    client_ = *std::move(client);
    return absl::OkStatus();
  }

  absl::StatusOr<Approvals> GetConfig() {
    const bool from_file = !options_.config_path.empty();
    // Nothing is approved, because nothing will be uploaded.
    if (options_.decision.report_mode != Mode::kOn && !from_file) {
      return Approvals(ApprovedCounters(v1::UploadConfig()));
    }
    absl::StatusOr<LoadedConfig> config =
        from_file || !may_upload() ? OfflineConfig(options_.dir, options_.config_path)
                                   : FetchConfig(options_.dir, today(), *client_, retrier_, stop_);
    if (!config.ok()) return config.status();
    if (!config->warning.ok()) Warn(config->warning.message());
    result_.config_origin = config->origin;
    result_.config_version = config->approvals.latest().version();
    LogProgress(absl::StrCat("upload config ", result_.config_version));
    return std::move(config->approvals);
  }

  // Whether a run without a config leaves the weeks that have ended to a run that may send.
  bool LeavesWeeksToLaterRun() const { return !may_upload() && options_.config_path.empty(); }

  absl::Status MakeDueReports(const Approvals& approvals) {
    absl::StatusOr<ReportRun> made = MakeReports(
        options_.dir, approvals,
        {.mode = options_.decision.report_mode, .consent_day = consent_day(), .now = options_.now},
        options_.draw_x);
    if (absl::IsUnavailable(made.status())) {
      others_make_reports_ = true;
      Warn(made.status().message());
      return absl::OkStatus();
    }
    if (!made.ok()) return made.status();
    result_.made = *std::move(made);
    for (const MadeReport& report : result_.made.reports) {
      const auto* why_not = std::get_if<NoUpload>(&report.upload);
      LogProgress(why_not == nullptr ? absl::StrCat("made ", std::get<std::string>(report.upload))
                                     : absl::StrCat("made ", report.local_path,
                                                    "; not uploaded: ", NoUploadText(*why_not)));
    }
    for (const std::string& warning : result_.made.warnings) LogProgress(warning);
    return absl::OkStatus();
  }

  absl::Status SendReadyReports() {
    const absl::StatusOr<TelemetryFiles> files = ListTelemetryFiles(options_.dir);
    if (!files.ok()) return files.status();
    // Sorted by name and so by day: a collector receives a machine's weeks in order.
    for (const TelemetryFile& ready : files->OfKind(TelemetryFileKind::kReadyReport)) {
      const absl::CivilDay report_day = ready.day;
      const std::optional<WithheldReason> why =
          WhyWithheld(may_upload(), consent_day(), report_day, today());
      if (why.has_value()) {
        result_.withheld.push_back({.report_day = report_day, .why = *why});
        LogProgress(absl::StrCat(FormatCivilDay(report_day), " is not sent: ", WithheldText(*why)));
        continue;
      }
      result_.sent.push_back(Send(report_day));
    }
    return absl::OkStatus();
  }

  ReportOutcome Send(absl::CivilDay report_day) {
    if (stop_.stop_requested()) {
      return {.report_day = report_day,
              .fate = ReportFate::kKept,
              .reason = absl::CancelledError("interrupted")};
    }
    LogProgress(absl::StrCat("sending ", FormatCivilDay(report_day), " to ",
                             options_.collector.ToString()));
    ReportOutcome outcome = SendReport(options_.dir, report_day, {approvals_.latest(), today()},
                                       *client_, retrier_, stop_);
    LogProgress(absl::StrCat(FormatCivilDay(report_day), " ", OutcomeText(outcome)));
    return outcome;
  }

  void TidyUp() {
    absl::StatusOr<std::vector<std::string>> removed =
        RemoveExpiredFiles(options_.dir, options_.retention, options_.clock());
    if (!removed.ok()) return Warn(removed.status().message());
    result_.removed_files = *std::move(removed);
    for (const std::string& name : result_.removed_files)
      LogProgress(absl::StrCat("removed ", name));
  }

  void LogProgress(absl::string_view line) {
    log_.Write(line);
    if (options_.progress) options_.progress(line);
  }

  void Warn(absl::string_view line) {
    result_.warnings.push_back(std::string(line));
    LogProgress(line);
  }

  const UploadOptions& options_;
  const std::stop_token stop_;
  UploadLog log_;
  Retrier retrier_;
  // Nothing before GetConfig().
  Approvals approvals_{std::vector<Approvals::Received>()};
  // Null if uploading is not allowed.
  std::unique_ptr<UploadClient> client_;
  bool others_make_reports_ = false;
  UploadRunResult result_;
};

}  // namespace

absl::StatusOr<UploadRunResult> RunUpload(const UploadOptions& options, std::stop_token stop) {
  if (options.decision.mode == Mode::kOff) return UploadRunResult();
  const HeldDirectory held(options.dir.path());
  return UploadRun(options, std::move(stop)).Run();
}

absl::Status FirstFailure(const UploadRunResult& result) {
  for (const ReportOutcome& report : result.sent) {
    if (report.reason.ok()) continue;
    return absl::Status(
        report.reason.code(),
        absl::StrCat("report of ", FormatCivilDay(report.report_day), " ", OutcomeText(report)));
  }
  return result.made.failure;
}

}  // namespace telemetry
