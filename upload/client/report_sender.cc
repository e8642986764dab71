#include "upload/client/report_sender.h"

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "report/making/report_builder.h"
#include "report/report.pb.h"
#include "report/report_json.h"
#include "storage/civil_day.h"
#include "storage/directory/is_there.h"
#include "storage/files/file.h"
#include "storage/files/file_lock.h"
#include "storage/files/own_file.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_files/put_aside.h"
#include "upload/client/connection/call_verdict.h"
#include "upload/client/connection/retrier.h"
#include "upload/client/connection/upload_client.h"
#include "upload/upload.pb.h"

namespace telemetry {
namespace {

// Ample: in JSON, a report that fits a request is only a few times larger.
constexpr size_t kMaxReportFileBytes = 16 << 20;

ReportOutcome Kept(absl::CivilDay report_day, absl::Status reason) {
  return {.report_day = report_day, .fate = ReportFate::kKept, .reason = std::move(reason)};
}

// Removes the report from local/. If that fails, the next run finds it again and ends the same way.
ReportOutcome Removed(const std::string& path, ReportOutcome outcome) {
  const absl::Status removed = RemoveFile(path);
  return removed.ok() ? outcome : Kept(outcome.report_day, removed);
}

ReportOutcome PutReportAside(const std::string& path, absl::CivilDay report_day,
                             absl::Status reason) {
  if (const int error_number = PutAside(path); error_number != 0) {
    return Kept(report_day,
                absl::ErrnoToStatus(error_number, absl::StrCat("cannot put ", path, " aside")));
  }
  return {.report_day = report_day, .fate = ReportFate::kPutAside, .reason = std::move(reason)};
}

// The file's name decided that it may be sent, so its contents must be of that date.
absl::StatusOr<v1::Report> ParseReportOf(absl::CivilDay report_day, const std::string& text,
                                         const std::string& path) {
  absl::StatusOr<v1::Report> report = ParseReportJson(text, path);
  if (report.ok() && ParseCivilDay(report->week()) != report_day) {
    return absl::InvalidArgumentError(absl::StrCat(path, " is a report of another date"));
  }
  return report;
}

// Steps 2 to 4, under the lock.
ReportOutcome SendLocked(const TelemetryDir& dir, absl::CivilDay report_day,
                         const ApprovedToday& approved, UploadClient& client, Retrier& retrier,
                         const std::stop_token& stop) {
  const std::string path = dir.ready_report_path(report_day);
  const absl::StatusOr<bool> sent_before = IsThere(dir.sent_report_path(report_day));
  if (!sent_before.ok()) return Kept(report_day, sent_before.status());

  absl::StatusOr<std::string> text = ReadFile(path, kMaxReportFileBytes);
  if (absl::IsNotFound(text.status()))
    return {.report_day = report_day, .fate = ReportFate::kGone, .reason = {}};
  if (*sent_before)
    return Removed(path, {.report_day = report_day, .fate = ReportFate::kSentBefore, .reason = {}});
  // No collector accepts it, whatever it contains.
  if (absl::IsOutOfRange(text.status())) {
    return Removed(
        path, {.report_day = report_day, .fate = ReportFate::kRefused, .reason = text.status()});
  }
  if (!text.ok()) return Kept(report_day, text.status());
  if (const absl::Status own = CheckOwnFile(path); !own.ok()) return Kept(report_day, own);

  absl::StatusOr<v1::Report> report = ParseReportOf(report_day, *text, path);
  if (!report.ok()) return PutReportAside(path, report_day, report.status());
  if (std::optional<v1::Report> narrower =
          WithoutWithdrawn(*report, approved.approved, approved.today)) {
    report = *std::move(narrower);
    text = ReportToJson(*report);
    // Before it is sent, so that a later run sends the same.
    const absl::Status narrowed = WriteFileAtomically(path, *text);
    if (!narrowed.ok()) return Kept(report_day, narrowed);
  }

  const CallResult<v1::UploadReportResponse> answer =
      retrier.Call([&] { return client.UploadReport(*report, stop); });
  const absl::StatusOr<v1::UploadReportResponse>& response = answer.result;
  switch (ClassifyCall(response.status().code(), answer.is_marked_refusal)) {
    case CallVerdict::kTryLater:
      return Kept(report_day, response.status());
    case CallVerdict::kRefusedForGood:
      return Removed(
          path,
          {.report_day = report_day, .fate = ReportFate::kRefused, .reason = response.status()});
    case CallVerdict::kAccepted:
      break;
  }
  const absl::Status copied = WriteFileAtomically(dir.sent_report_path(report_day), *text);
  if (!copied.ok()) return Kept(report_day, copied);
  return Removed(path, {.report_day = report_day,
                        .fate = ReportFate::kSent,
                        .reason = {},
                        .dropped = {response->dropped().begin(), response->dropped().end()},
                        .num_dropped_unlisted = response->num_unlisted()});
}

}  // namespace

ReportOutcome SendReport(const TelemetryDir& dir, absl::CivilDay report_day,
                         const ApprovedToday& approved, UploadClient& client, Retrier& retrier,
                         const std::stop_token& stop) {
  const absl::Status made = EnsureDirectory(dir.upload_dir());
  if (!made.ok()) return Kept(report_day, made);
  const absl::StatusOr<FileLock> lock = FileLock::TryAcquire(dir.lock_path(report_day));
  if (absl::IsUnavailable(lock.status()))
    return {.report_day = report_day, .fate = ReportFate::kBusy, .reason = {}};
  if (!lock.ok()) return Kept(report_day, lock.status());
  return SendLocked(dir, report_day, approved, client, retrier, stop);
}

}  // namespace telemetry
