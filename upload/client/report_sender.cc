#include "upload/client/report_sender.h"

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <stop_token>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "report/civil_day.h"
#include "report/report.pb.h"
#include "report/report_json.h"
#include "storage/files/file.h"
#include "storage/files/file_lock.h"
#include "storage/telemetry_dir.h"
#include "upload/client/retrier.h"
#include "upload/client/upload_client.h"
#include "upload/client/upload_policy.h"
#include "upload/upload.pb.h"

namespace telemetry {
namespace {

// Ample: in JSON, a report that fits a request is only a few times larger.
constexpr size_t kMaxReportFileBytes = 16 << 20;

ReportOutcome Kept(absl::CivilDay week, absl::Status reason) {
  return {.week = week, .fate = Fate::kKept, .reason = std::move(reason)};
}

// Removes the report from local/. If that fails, the next run finds it again and ends the same way.
ReportOutcome Removed(const std::string& path, ReportOutcome outcome) {
  const absl::Status removed = RemoveFile(path);
  return removed.ok() ? outcome : Kept(outcome.week, removed);
}

ReportOutcome PutAside(const std::string& path, absl::CivilDay week, absl::Status reason) {
  const std::string aside = absl::StrCat(path, kPutAsideSuffix);
  if (rename(path.c_str(), aside.c_str()) != 0) {
    return Kept(week, absl::ErrnoToStatus(errno, absl::StrCat("cannot rename ", path)));
  }
  return {.week = week, .fate = Fate::kPutAside, .reason = std::move(reason)};
}

// The file's name decided that it may be sent, so its contents must be of that date.
absl::StatusOr<v1::Report> ParseReportOf(absl::CivilDay week, const std::string& text,
                                         const std::string& path) {
  absl::StatusOr<v1::Report> report = ParseReportJson(text, path);
  if (report.ok() && ParseCivilDay(report->week()) != week) {
    return absl::InvalidArgumentError(absl::StrCat(path, " is a report of another date"));
  }
  return report;
}

// Whether an earlier run sent the report of `week`.
absl::StatusOr<bool> IsInUpload(const TelemetryDir& dir, absl::CivilDay week) {
  const absl::Status read = ReadFile(dir.sent_report_path(week), kMaxReportFileBytes).status();
  if (absl::IsNotFound(read)) return false;
  if (read.ok() || absl::IsOutOfRange(read)) return true;
  return read;
}

// Steps 2 to 4, under the lock.
ReportOutcome SendLocked(const TelemetryDir& dir, absl::CivilDay week, UploadClient& client,
                         Retrier& retrier, const std::stop_token& stop) {
  const std::string path = dir.ready_report_path(week);
  const absl::StatusOr<bool> sent_before = IsInUpload(dir, week);
  if (!sent_before.ok()) return Kept(week, sent_before.status());

  const absl::StatusOr<std::string> text = ReadFile(path, kMaxReportFileBytes);
  if (absl::IsNotFound(text.status())) return {.week = week, .fate = Fate::kGone, .reason = {}};
  if (*sent_before) return Removed(path, {.week = week, .fate = Fate::kSentBefore, .reason = {}});
  // No collector accepts it, whatever it contains.
  if (absl::IsOutOfRange(text.status())) {
    return Removed(path, {.week = week, .fate = Fate::kRefused, .reason = text.status()});
  }
  if (!text.ok()) return Kept(week, text.status());

  const absl::StatusOr<v1::Report> report = ParseReportOf(week, *text, path);
  if (!report.ok()) return PutAside(path, week, report.status());

  const Answer<v1::UploadReportResponse> answer =
      retrier.Call([&] { return client.UploadReport(*report, stop); });
  const absl::StatusOr<v1::UploadReportResponse>& response = answer.result;
  switch (ClassifyAnswer(response.status().code(), answer.is_marked_refusal)) {
    case AnswerMeaning::kTryLater:
      return Kept(week, response.status());
    case AnswerMeaning::kRefusedForGood:
      return Removed(path, {.week = week, .fate = Fate::kRefused, .reason = response.status()});
    case AnswerMeaning::kAccepted:
      break;
  }
  const absl::Status copied = WriteFileAtomically(dir.sent_report_path(week), *text);
  if (!copied.ok()) return Kept(week, copied);
  return Removed(path, {.week = week,
                        .fate = Fate::kSent,
                        .reason = {},
                        .dropped = {response->dropped().begin(), response->dropped().end()}});
}

}  // namespace

ReportOutcome SendReport(const TelemetryDir& dir, absl::CivilDay week, UploadClient& client,
                         Retrier& retrier, const std::stop_token& stop) {
  const absl::Status made = EnsureDirectory(dir.upload_dir());
  if (!made.ok()) return Kept(week, made);
  const absl::StatusOr<FileLock> lock = FileLock::TryAcquire(dir.lock_path(week));
  if (absl::IsUnavailable(lock.status())) return {.week = week, .fate = Fate::kBusy, .reason = {}};
  if (!lock.ok()) return Kept(week, lock.status());
  return SendLocked(dir, week, client, retrier, stop);
}

}  // namespace telemetry
