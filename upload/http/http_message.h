// An HTTP request that has been received, and the reply to it.
//
//   HttpReply Hello(const HttpRequest& request) {
//     return {.content_type = "text/html; charset=utf-8",
//             .body = Page(request.QueryParameter("program").value_or(""))};
//   }
//
// Value types; thread-compatible.

#ifndef UPLOAD_HTTP_HTTP_MESSAGE_H_
#define UPLOAD_HTTP_HTTP_MESSAGE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "upload/http/http_body.h"

namespace telemetry {

inline constexpr char kHtmlType[] = "text/html; charset=utf-8";
inline constexpr char kJsonType[] = "application/json";
inline constexpr char kTextType[] = "text/plain; charset=utf-8";

using HttpHeaders = std::vector<std::pair<std::string, std::string>>;

// Returns the value of the first field called `name`, ignoring case; "" if there is none.
absl::string_view FindHeader(const HttpHeaders& headers, absl::string_view name);

// How many fields are called `name`, ignoring case.
size_t CountHeaders(const HttpHeaders& headers, absl::string_view name);

struct HttpRequest {
  std::string method;
  std::string path;        // as sent: "/data/2026-11-18", percent signs and all
  std::string query = "";  // what follows "?", as sent
  HttpHeaders headers = {};
  std::string body = "";

  absl::string_view Header(absl::string_view name) const { return FindHeader(headers, name); }

  // Returns the decoded value of the first query parameter called `name`. Nullopt if it is missing
  // or not properly encoded.
  std::optional<std::string> QueryParameter(absl::string_view name) const;
};

struct HttpReply {
  int status = 200;
  std::string content_type = "";
  HttpBody body = {};
  HttpHeaders headers = {};  // further fields; Content-Length is derived from the body
};

// Returns a reply with one line of text, such as why a request is refused.
HttpReply TextReply(int status, absl::string_view line);

// Decodes each %XX in `text`, and each "+" to a space. Nullopt if a % is not followed by two
// hexadecimal digits.
std::optional<std::string> DecodeQueryText(absl::string_view text);

}  // namespace telemetry

#endif  // UPLOAD_HTTP_HTTP_MESSAGE_H_
