#include "upload/collector/intake/upload_endpoint.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "report/report_json.h"
#include "storage/civil_day.h"
#include "storage/json/json_writer.h"
#include "upload/collector/intake/dropped_items.h"

namespace telemetry::upload_internal {
namespace {

constexpr absl::string_view kPathPrefix = "/upload/";
constexpr absl::string_view kGzipMagic = "\x1f\x8b";

std::string DroppedJson(const v1::UploadReportResponse& response) {
  JsonWriter json;
  json.BeginObject();
  json.Key("dropped");
  json.BeginArray();
  for (const v1::DroppedItem& item : response.dropped()) {
    json.BeginObject();
    json.Key("program");
    json.String(item.program());
    json.Key("kind");
    json.String(DroppedKindName(item.kind()));
    json.Key("name");
    json.String(item.name());
    json.Key("reason");
    json.String(item.reason());
    json.EndObject();
  }
  json.EndArray();
  json.Key("numUnlisted");
  json.Int(response.num_unlisted());
  json.EndObject();
  return absl::StrCat(std::move(json).Take(), "\n");
}

std::string NotStoredJson(absl::string_view why) {
  JsonWriter json;
  json.BeginObject();
  json.Key("notStored");
  json.String(why);
  json.EndObject();
  return absl::StrCat(std::move(json).Take(), "\n");
}

// Parses the report in the body of a request to `path`.
absl::StatusOr<v1::Report> ParseUpload(absl::string_view path, absl::string_view body) {
  absl::ConsumePrefix(&path, kPathPrefix);
  if (!ParseCivilDay(path).has_value()) {
    return absl::InvalidArgumentError(absl::StrCat("not a date (YYYY-MM-DD): ", path));
  }
  if (absl::StartsWith(body, kGzipMagic)) {
    return absl::InvalidArgumentError("the report is compressed, and must be sent as it is");
  }
  absl::StatusOr<v1::Report> report = ParseReportJson(body, "report");
  // They must agree, as they do with Go's client.
  if (report.ok() && report->week() != path) {
    return absl::InvalidArgumentError(absl::StrCat("the report's Week is \"", report->week(),
                                                   "\", but it was sent to the URL of ", path));
  }
  return report;
}

void Take(ReportIntake& intake, absl::string_view path, absl::string_view body,
          HttpResponder respond) {
  intake.Take(
      [&] { return ParseUpload(path, body); },
      [respond = std::move(respond)](const absl::StatusOr<v1::UploadReportResponse>& taken) {
        respond(UploadReply(taken));
      });
}

}  // namespace

HttpReply UploadReply(const absl::StatusOr<v1::UploadReportResponse>& taken) {
  if (taken.ok()) return {.content_type = kJsonType, .body = DroppedJson(*taken)};
  const absl::Status& status = taken.status();
  if (absl::IsAlreadyExists(status)) {
    // Go's own server overwrites a report with another of the same week and X, and so answers 200.
    // Here the first one stays.
    return {.content_type = kJsonType, .body = NotStoredJson(status.message())};
  }
  HttpReply reply = TextReply(absl::IsInvalidArgument(status) ? 400 : 503, status.message());
  if (reply.status == 503) {
    reply.headers.emplace_back("Retry-After", absl::StrCat(absl::ToInt64Seconds(kRetryLaterHint)));
  }
  return reply;
}

void AddUploadRoute(ReportIntake* intake, WorkerThread* worker, size_t max_report_bytes,
                    HttpRouter& router) {
  const HttpPostOptions options = {
      .media_type = kJsonType, .max_body_bytes = max_report_bytes, .refuses_pages = true};
  router.Post(absl::StrCat(kPathPrefix, "*"), options,
              [intake, worker](const HttpRequest& request, HttpResponder respond) {
                // The request is valid only now.
                worker->Run([intake, path = request.path, body = request.body,
                             respond = std::move(respond)]() mutable {
                  Take(*intake, path, body, std::move(respond));
                });
              });
}

}  // namespace telemetry::upload_internal
