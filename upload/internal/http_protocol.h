// What the collector's HTTP side answers: every decision of http_gateway.h, as pure functions.
//
//   POST /upload/YYYY-MM-DD   a report as JSON, at most 1 MiB: Go's upload protocol
//   GET  /data/               the days that have a dataset
//   GET  /data/YYYY-MM-DD     the merged dataset of a day: newline-delimited JSON
//   GET  /config              the upload config, as Go's JSON
//   GET  /healthz             "ok"
//
// Go's client takes 200 for accepted and 4xx for refused for good, and tries again later after
// anything else. So nothing that may pass later is answered with 4xx: what other servers call 429
// (Too Many Requests) is 503 here.

#ifndef UPLOAD_INTERNAL_HTTP_PROTOCOL_H_
#define UPLOAD_INTERNAL_HTTP_PROTOCOL_H_

#include <string>
#include <variant>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"

namespace telemetry::internal {

struct HttpRoute {
  enum class Action { kUpload, kListDays, kDataset, kConfig, kHealth };
  Action action;
  absl::CivilDay day;  // of kUpload and kDataset
};

// An answer that is not the one that was asked for.
struct HttpError {
  int status;
  std::string message;     // one line, for a person
  std::string allow = "";  // with status 405: the methods allowed, for the header of that name
};

// The parts of a request's head that decide.
struct HttpRequestHead {
  absl::string_view method;
  absl::string_view path;
  absl::string_view content_type = "";    // empty if there is none
  absl::string_view content_length = "";  // empty if there is none: the length is known at the end
};

// What a request asks for. 404: no such resource, also for a date that is not one; 405: wrong
// method; for an upload also 400 (a date that is not one, or a malformed length), 413 and 415.
std::variant<HttpRoute, HttpError> RouteHttpRequest(const HttpRequestHead& head);

// The answer to an upload whose body is longer than a report may be.
HttpError HttpTooLarge();

// The answer to an upload that failed with this status: 400 for a malformed report, 503 for what
// may pass later. The message is the status's.
HttpError HttpErrorOf(const absl::Status& status);

// OK if a report of `week` may come to the URL of `day`. They must agree, as Go's client makes
// them.
absl::Status CheckWeekOfUrl(absl::CivilDay day, absl::string_view week);

}  // namespace telemetry::internal

#endif  // UPLOAD_INTERNAL_HTTP_PROTOCOL_H_
