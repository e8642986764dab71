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

namespace telemetry::internal {

struct ReplyHeadContext {
  const HttpServerOptions& options;
  bool keep_alive;
  absl::Time now;
};

// Status line and fields, and the empty line at the end. Besides the reply's own fields there are
// Date, Content-Type, Content-Length (not with 304, which has no body), "Connection: close" if so,
// and, unless the reply has them, X-Content-Type-Options, Referrer-Policy, Content-Security-Policy
// and, with 503, Retry-After. A control character in a value becomes a space, so that no value can
// end the head.
std::string ReplyHead(const HttpReply& reply, const ReplyHeadContext& context);

}  // namespace telemetry::internal

#endif  // UPLOAD_HTTP_INTERNAL_REPLY_HEAD_H_
