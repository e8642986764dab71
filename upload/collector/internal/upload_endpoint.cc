#include "upload/collector/internal/upload_endpoint.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "report/civil_day.h"
#include "report/report_json.h"
#include "storage/json/json_writer.h"
#include "upload/grpc_protocol.h"

namespace telemetry::upload_internal {
namespace {

constexpr absl::string_view kPathPrefix = "/upload/";

std::string DroppedJson(const std::vector<v1::DroppedItem>& dropped) {
  JsonWriter json;
  json.BeginObject();
  json.Key("dropped");
  json.BeginArray();
  for (const v1::DroppedItem& item : dropped) {
    json.BeginObject();
    json.Key("program");
    json.String(item.program());
    json.Key("kind");
    json.String(item.kind());
    json.Key("name");
    json.String(item.name());
    json.Key("reason");
    json.String(item.reason());
    json.EndObject();
  }
  json.EndArray();
  json.EndObject();
  return absl::StrCat(std::move(json).Take(), "\n");
}

// Parses the report in the body of a request to `path`.
absl::StatusOr<v1::Report> ParseUpload(absl::string_view path, absl::string_view body) {
  absl::ConsumePrefix(&path, kPathPrefix);
  if (!ParseCivilDay(path).has_value()) {
    return absl::InvalidArgumentError(absl::StrCat("not a date (YYYY-MM-DD): ", path));
  }
  absl::StatusOr<v1::Report> report = ParseReportJson(body, "report");
  // They must agree, as they do with Go's client.
  if (report.ok() && report->week() != path) {
    return absl::InvalidArgumentError(absl::StrCat("the report's Week is \"", report->week(),
                                                   "\", but it was sent to the URL of ", path));
  }
  return report;
}

}  // namespace

HttpReply UploadReply(const absl::StatusOr<std::vector<v1::DroppedItem>>& dropped) {
  if (dropped.ok()) return {.content_type = kJsonType, .body = DroppedJson(*dropped)};
  if (absl::IsAlreadyExists(dropped.status())) {
    // Go's own server overwrites a report with another of the same week and X, and so answers 200.
    // Here the first one stays.
    v1::DroppedItem whole;
    whole.set_kind("report");
    whole.set_reason(std::string(dropped.status().message()));
    return {.content_type = kJsonType, .body = DroppedJson({whole})};
  }
  HttpReply reply =
      TextReply(absl::IsInvalidArgument(dropped.status()) ? 400 : 503, dropped.status().message());
  if (reply.status == 503) {
    reply.headers.emplace_back("Retry-After", absl::StrCat(absl::ToInt64Seconds(kRetryLaterHint)));
  }
  return reply;
}

void AddUploadRoute(ReportIntake* intake, HttpRouter& router) {
  router.Post(absl::StrCat(kPathPrefix, "*"),
              {.media_type = kJsonType, .max_body_bytes = kMaxRequestBytes},
              [intake](const HttpRequest& request, HttpResponder respond) {
                intake->Take(ParseUpload(request.path, request.body),
                             [respond = std::move(respond)](
                                 const absl::StatusOr<std::vector<v1::DroppedItem>>& dropped) {
                               respond(UploadReply(dropped));
                             });
              });
}

}  // namespace telemetry::upload_internal
