#include "upload/http/http_router.h"

#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"

namespace telemetry {
namespace {

bool Matches(absl::string_view pattern, absl::string_view path) {
  if (absl::ConsumeSuffix(&pattern, "*")) return absl::StartsWith(path, pattern);
  return path == pattern;
}

// Whether `a` is more specific than `b`, if both match a path.
bool IsMoreSpecific(absl::string_view a, absl::string_view b) {
  const bool a_is_open = absl::EndsWith(a, "*");
  const bool b_is_open = absl::EndsWith(b, "*");
  if (a_is_open != b_is_open) return b_is_open;
  return a.size() > b.size();
}

bool IsMediaType(absl::string_view content_type, absl::string_view media_type) {
  const absl::string_view type = content_type.substr(0, content_type.find(';'));
  return absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(type), media_type);
}

// Browsers say so of each request that a page makes to another site, and of each POST.
bool IsFromPage(const HttpRequest& head) {
  const absl::string_view site = head.Header("Sec-Fetch-Site");
  return !head.Header("Origin").empty() || (!site.empty() && site != "none");
}

HttpReply MethodNotAllowedReply(const std::vector<std::string>& allowed) {
  HttpReply reply = TextReply(405, "this resource does not have that method");
  reply.headers.emplace_back("Allow", absl::StrJoin(allowed, ", "));
  return reply;
}

}  // namespace

void HttpRouter::Get(std::string pattern, HttpPage page) {
  routes_.push_back({.pattern = std::move(pattern),
                     .method = "GET",
                     .media_type = "",
                     .max_body_bytes = 0,
                     .refuses_pages = false,
                     .handler = [page = std::move(page)](const HttpRequest& request,
                                                         const HttpResponder& respond) {
                       respond(page(request));
                     }});
}

void HttpRouter::Post(std::string pattern, HttpPostOptions options, HttpHandler handler) {
  routes_.push_back({.pattern = std::move(pattern),
                     .method = "POST",
                     .media_type = std::move(options.media_type),
                     .max_body_bytes = options.max_body_bytes,
                     .refuses_pages = options.refuses_pages,
                     .handler = std::move(handler)});
}

std::variant<const HttpRoute*, HttpRefusal> HttpRouter::Route(const HttpRequest& head) const {
  const absl::string_view method = head.method == "HEAD" ? absl::string_view("GET") : head.method;
  // Find the best pattern first: a pattern with several methods has several routes.
  const HttpRoute* best = nullptr;
  for (const HttpRoute& route : routes_) {
    if (!Matches(route.pattern, head.path)) continue;
    if (best == nullptr || IsMoreSpecific(route.pattern, best->pattern)) best = &route;
  }
  if (best == nullptr) return HttpRefusal{not_found_(head)};
  const auto refuse = [best](HttpReply reply) {
    return HttpRefusal{std::move(reply), best->pattern};
  };
  const HttpRoute* found = nullptr;
  std::vector<std::string> allowed;
  for (const HttpRoute& route : routes_) {
    if (route.pattern != best->pattern) continue;
    if (route.method == method) found = &route;
    allowed.push_back(route.method);
    if (route.method == "GET") allowed.push_back("HEAD");
  }
  if (found == nullptr) return refuse(MethodNotAllowedReply(allowed));
  const absl::string_view length_text = head.Header("Content-Length");
  uint64_t length = 0;
  if (!length_text.empty() && !absl::SimpleAtoi(length_text, &length)) {
    return refuse(TextReply(400, "malformed Content-Length"));
  }
  if (found->refuses_pages && IsFromPage(head)) {
    return refuse(TextReply(403, "not for web pages"));
  }
  if (!found->media_type.empty() && !IsMediaType(head.Header("Content-Type"), found->media_type)) {
    return refuse(TextReply(415, absl::StrCat("the body must be ", found->media_type,
                                              ", and its Content-Type must say so")));
  }
  const absl::string_view encoding = head.Header("Content-Encoding");
  if (found->method == "POST" && !encoding.empty() &&
      !absl::EqualsIgnoreCase(encoding, "identity")) {
    return refuse(TextReply(415, "the body must not be compressed"));
  }
  if (length > found->max_body_bytes) return refuse(TooLargeReply(found->max_body_bytes));
  return found;
}

HttpReply TooLargeReply(uint64_t max_body_bytes) {
  return TextReply(413, absl::StrCat("the body must be at most ", max_body_bytes, " bytes"));
}

}  // namespace telemetry
