// The head of an HTTP reply as it is sent.
//
//   std::string head = ReplyHead(reply, {.options = options, .keep_alive = true, .now = now});
//
// Pure; thread-safe.

#ifndef UPLOAD_HTTP_INTERNAL_REPLY_HEAD_H_
#define UPLOAD_HTTP_INTERNAL_REPLY_HEAD_H_

#include <string>

#include "absl/time/time.h"
#include "upload/http/http_message.h"
#include "upload/http/http_server_options.h"

namespace telemetry::upload_internal {

struct ReplyHeadContext {
  const HttpServerOptions& options;
  bool keep_alive;
  absl::Time now;
};

// Returns the status line, the fields and the final empty line. Adds to the reply's own fields
// Date, Content-Type, Content-Length (except with 304, which has no body), "Connection: close" if
// applicable and, unless the reply sets them, X-Content-Type-Options, Referrer-Policy,
// Content-Security-Policy, with an error Cache-Control, over TLS Strict-Transport-Security and, with
// 503, Retry-After. Control characters in values become spaces,
// so that no value can end the head.
std::string ReplyHead(const HttpReply& reply, const ReplyHeadContext& context);

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_HTTP_INTERNAL_REPLY_HEAD_H_
