// Maps requests to handlers, and refuses whatever can be refused by a request's head.
//
//   HttpRouter router;
//   router.Get("/healthz", [](const HttpRequest&) { return TextReply(200, "ok"); });
//   router.Get("/charts/*", ServeChart);
//   router.Post("/upload/*", {.media_type = "application/json", .max_body_bytes = 1 << 20},
//               [](const HttpRequest& request, HttpResponder respond) { ... });
//
// A pattern is a path, or a prefix followed by "*". The longest pattern wins, and an exact path
// wins over a prefix.
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

// Sends the reply. Must be called exactly once, at any time, on any thread.
using HttpResponder = std::function<void(HttpReply)>;

// Handles a request, which is valid until the call returns. Must be quick, because other
// connections wait for it.
using HttpHandler = std::function<void(const HttpRequest& request, HttpResponder respond)>;
using HttpPage = std::function<HttpReply(const HttpRequest& request)>;

struct HttpRoute {
  std::string pattern;
  std::string method;      // "GET", which includes "HEAD", or "POST"
  std::string media_type;  // required type of a body; "": any
  uint64_t max_body_bytes;
  bool refuses_pages;
  HttpHandler handler;
};

struct HttpPostOptions {
  // The required media type of the body; empty: any, or none.
  std::string media_type = "";
  uint64_t max_body_bytes = 64 << 10;
  // Whether to refuse what a web page made a browser send.
  bool refuses_pages = false;
};

// Why a request is not handled, given its head.
struct HttpRefusal {
  HttpReply reply;
  absl::string_view pattern = "";  // that its path matches; empty if there is none
};

class HttpRouter {
 public:
  HttpRouter() = default;
  HttpRouter(HttpRouter&&) = default;
  HttpRouter& operator=(HttpRouter&&) = default;

  // Handles GET and HEAD of `pattern`.
  void Get(std::string pattern, HttpPage page);
  void Post(std::string pattern, HttpPostOptions options, HttpHandler handler);
  // Replaces the line of text that is the reply for paths that match no pattern.
  void SetNotFound(HttpPage page) { not_found_ = std::move(page); }

  // Returns the route for a request whose head has arrived, or why it is refused:
  //   400  malformed Content-Length
  //   403  from a web page, and the route refuses those
  //   404  no such path
  //   405  no such method there; "Allow" lists the methods that exist
  //   413  Content-Length above the route's limit
  //   415  a body of another media type, or a compressed one
  // The route and the pattern are valid as long as the router.
  std::variant<const HttpRoute*, HttpRefusal> Route(const HttpRequest& head) const;

 private:
  std::deque<HttpRoute> routes_;
  HttpPage not_found_ = [](const HttpRequest&) { return TextReply(404, "no such resource"); };
};

// Returns the reply to a body of more than `max_body_bytes`.
HttpReply TooLargeReply(uint64_t max_body_bytes);

}  // namespace telemetry

#endif  // UPLOAD_HTTP_HTTP_ROUTER_H_
