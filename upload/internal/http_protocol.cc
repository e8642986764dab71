#include "upload/internal/http_protocol.h"

#include <cstdint>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "report/civil_day.h"
#include "upload/grpc_protocol.h"

namespace telemetry::internal {
namespace {

constexpr int kBadRequest = 400;
constexpr int kNotFound = 404;
constexpr int kMethodNotAllowed = 405;
constexpr int kContentTooLarge = 413;
constexpr int kUnsupportedMediaType = 415;
constexpr int kServiceUnavailable = 503;

bool IsJson(absl::string_view content_type) {
  const absl::string_view type = content_type.substr(0, content_type.find(';'));
  return absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(type), "application/json");
}

std::variant<HttpRoute, HttpError> RouteUpload(const HttpRequestHead& head,
                                               absl::string_view date) {
  if (head.method != "POST")
    return HttpError{kMethodNotAllowed, "a report is sent by POST", "POST"};
  const std::optional<absl::CivilDay> day = ParseCivilDay(date);
  if (!day.has_value()) {
    return HttpError{kBadRequest, absl::StrCat("not a date (YYYY-MM-DD): ", date)};
  }
  if (!head.content_type.empty() && !IsJson(head.content_type)) {
    return HttpError{kUnsupportedMediaType, "a report is application/json"};
  }
  if (!head.content_length.empty()) {
    uint64_t length = 0;
    if (!absl::SimpleAtoi(head.content_length, &length)) {
      return HttpError{kBadRequest, "malformed Content-Length"};
    }
    if (length > kMaxRequestBytes) return HttpTooLarge();
  }
  return HttpRoute{HttpRoute::Action::kUpload, *day};
}

std::variant<HttpRoute, HttpError> RouteResource(absl::string_view path) {
  if (path == "/healthz") return HttpRoute{HttpRoute::Action::kHealth, {}};
  if (path == "/config") return HttpRoute{HttpRoute::Action::kConfig, {}};
  if (path == "/data/") return HttpRoute{HttpRoute::Action::kListDays, {}};
  if (absl::ConsumePrefix(&path, "/data/")) {
    const std::optional<absl::CivilDay> day = ParseCivilDay(path);
    if (day.has_value()) return HttpRoute{HttpRoute::Action::kDataset, *day};
  }
  return HttpError{kNotFound, "no such resource"};
}

}  // namespace

std::variant<HttpRoute, HttpError> RouteHttpRequest(const HttpRequestHead& head) {
  absl::string_view rest = head.path;
  if (absl::ConsumePrefix(&rest, "/upload/")) return RouteUpload(head, rest);
  const std::variant<HttpRoute, HttpError> route = RouteResource(head.path);
  if (std::holds_alternative<HttpRoute>(route) && head.method != "GET" && head.method != "HEAD") {
    return HttpError{kMethodNotAllowed, "this resource can only be read", "GET, HEAD"};
  }
  return route;
}

HttpError HttpTooLarge() {
  return {kContentTooLarge, absl::StrCat("a report is at most ", kMaxRequestBytes, " bytes")};
}

HttpError HttpErrorOf(const absl::Status& status) {
  return {absl::IsInvalidArgument(status) ? kBadRequest : kServiceUnavailable,
          std::string(status.message())};
}

absl::Status CheckWeekOfUrl(absl::CivilDay day, absl::string_view week) {
  if (absl::FormatCivilTime(day) == week) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("the report's Week is \"", week,
                                                 "\", but it was sent to the URL of ",
                                                 absl::FormatCivilTime(day)));
}

}  // namespace telemetry::internal
