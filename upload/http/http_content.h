// Serving a resource that many ask for: cached by validators, compressed when asked, in parts.
//
//   router.Get("/charts/", [content](const HttpRequest& request) {
//     return ServeContent(request, *content);
//   });
//
// Pure; thread-safe.

#ifndef UPLOAD_HTTP_HTTP_CONTENT_H_
#define UPLOAD_HTTP_HTTP_CONTENT_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "upload/http/http_body.h"
#include "upload/http/http_message.h"

namespace telemetry {

struct HttpContent {
  std::string content_type;
  HttpBody identity;
  // The same, compressed; none if that is not worth it.
  std::optional<HttpBody> gzip = std::nullopt;
  // A strong entity tag of `identity`, without quotes: changes when a byte of it does. Empty: none,
  // of `gzip` neither.
  std::string etag = "";
  // That of `gzip`. Empty: `etag` with "-gzip" at its end; then the two forms may change one after
  // the other, and no part of `gzip` is served.
  std::string gzip_etag = "";
  // Value of Cache-Control. "no-cache" lets caches keep it, but ask each time whether it changed.
  std::string cache_control = "no-cache";
};

// The reply to a GET or HEAD of `content` (RFC 9110):
//   304  If-None-Match names the entity tag of a form that the peer takes;
//   206  the Range of a GET asks for one range of bytes, and If-Range, if there, names the entity
//        tag of a form. The range is one of that form: a download of the compressed form, if that
//        has a tag of its own, goes on where it broke off. Without If-Range it is one of the
//        identity form;
//   416  no byte lies in that range;
//   200  all of it. Also for several ranges, and for units other than bytes.
HttpReply ServeContent(const HttpRequest& request, const HttpContent& content);

// Whether an Accept-Encoding value takes gzip, and does not give identity a greater weight.
bool AcceptsGzip(absl::string_view accept_encoding);

}  // namespace telemetry

#endif  // UPLOAD_HTTP_HTTP_CONTENT_H_
