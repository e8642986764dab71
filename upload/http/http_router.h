// Which function answers which request, and every refusal that follows from a request's head.
//
//   HttpRouter router;
//   router.Get("/healthz", [](const HttpRequest&) { return TextReply(200, "ok"); });
//   router.Get("/charts/*", ServeChart);
//   router.Post("/upload/*", {.media_type = "application/json", .max_body_bytes = 1 << 20},
//               [](const HttpRequest& request, HttpResponder respond) { ... });
//
// A pattern is a path, or ends in "*", which stands for any rest. The longest pattern wins, and a
// path without a "*" before one with.
//
// Thread-compatible. A server uses its router on one thread.

#ifndef UPLOAD_HTTP_HTTP_ROUTER_H_
#define UPLOAD_HTTP_HTTP_ROUTER_H_

#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <utility>
#include <variant>

#include "absl/strings/string_view.h"
#include "upload/http/http_message.h"

namespace telemetry {

// Gives the reply. To be called exactly once, at any time, on any thread.
using HttpResponder = std::function<void(HttpReply)>;

// Answers a request; the request is there until the call returns. Must be quick: other connections
// wait for it.
using HttpHandler = std::function<void(const HttpRequest& request, HttpResponder respond)>;
using HttpPage = std::function<HttpReply(const HttpRequest& request)>;

struct HttpRoute {
  std::string pattern;
  std::string method;      // "GET", which is "HEAD" too, or "POST"
  std::string media_type;  // what a body must be; "": anything
  uint64_t max_body_bytes;
  HttpHandler handler;
};

struct HttpPostOptions {
  // The media type of the body. A request that does not say what it sends is taken. Empty: any.
  std::string media_type = "";
  uint64_t max_body_bytes = 64 << 10;
};

class HttpRouter {
 public:
  HttpRouter() = default;
  HttpRouter(HttpRouter&&) = default;
  HttpRouter& operator=(HttpRouter&&) = default;

  // Answers GET and HEAD of `pattern`.
  void Get(std::string pattern, HttpPage page);
  void Post(std::string pattern, HttpPostOptions options, HttpHandler handler);
  // Gives the reply to requests of paths that no pattern matches, instead of a line of text.
  void SetNotFound(HttpPage page) { not_found_ = std::move(page); }

  // Who answers a request of which the head has arrived. Or why nobody does:
  //   400  a malformed Content-Length
  //   404  no such path
  //   405  no such method there; "Allow" lists those that there are
  //   413  a Content-Length above what is taken there
  //   415  a body of another media type
  // The route stays where it is as long as the router.
  std::variant<const HttpRoute*, HttpReply> Route(const HttpRequest& head) const;

 private:
  std::deque<HttpRoute> routes_;
  HttpPage not_found_ = [](const HttpRequest&) { return TextReply(404, "no such resource"); };
};

// The reply to a body of more than `max_body_bytes`.
HttpReply TooLargeReply(uint64_t max_body_bytes);

}  // namespace telemetry

#endif  // UPLOAD_HTTP_HTTP_ROUTER_H_
