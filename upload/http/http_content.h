// Serves popular resources: with entity tags, compression and ranges.
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
  // The same, gzipped; nullopt if that is not worthwhile.
  std::optional<HttpBody> gzip = std::nullopt;
  // A strong entity tag of `identity`, without quotes; it changes whenever a byte does. If empty,
  // neither form has one.
  std::string etag = "";
  // The entity tag of `gzip`. If empty, it is `etag` with the suffix "-gzip"; the two forms may
  // then change one after the other, and no range of `gzip` is served.
  std::string gzip_etag = "";
  // Value of Cache-Control. "no-cache" lets caches keep the content but makes them revalidate it.
  std::string cache_control = "no-cache";
};

// Returns the reply to a GET or HEAD of `content` (RFC 9110). A form is `identity` or `gzip`.
//   304  If-None-Match names the entity tag of a form that the peer accepts.
//   206  The Range of a GET asks for one range of bytes, and If-Range, if sent, names the entity
//        tag of a form, whose range is then sent. So a client can resume a download of the
//        compressed form, if that has a tag of its own. Without If-Range, the range is one of
//        `identity`.
//   416  The range contains no byte.
//   200  The whole content. Also for several ranges, and for units other than bytes.
HttpReply ServeContent(const HttpRequest& request, const HttpContent& content);

// Whether an Accept-Encoding value accepts gzip and does not prefer identity.
bool AcceptsGzip(absl::string_view accept_encoding);

}  // namespace telemetry

#endif  // UPLOAD_HTTP_HTTP_CONTENT_H_
