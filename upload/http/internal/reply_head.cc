#include "upload/http/internal/reply_head.h"

#include <boost/beast/http/status.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace telemetry::upload_internal {
namespace {

constexpr int kNotModified = 304;
constexpr int kServiceUnavailable = 503;
constexpr int kFirstError = 400;

// HTTP's format: "Sun, 22 Nov 2026 20:15:00 GMT".
std::string HttpDate(absl::Time time) {
  return absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT", time, absl::UTCTimeZone());
}

void AppendField(std::string& head, absl::string_view name, absl::string_view value) {
  absl::StrAppend(&head, name, ": ");
  for (const char c : value) head.push_back(absl::ascii_iscntrl(c) ? ' ' : c);
  head += "\r\n";
}

}  // namespace

std::string ReplyHead(const HttpReply& reply, const ReplyHeadContext& context) {
  const auto reason =
      boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(reply.status));
  std::string head = absl::StrCat("HTTP/1.1 ", reply.status, " ",
                                  absl::string_view(reason.data(), reason.size()), "\r\n");
  AppendField(head, "Date", HttpDate(context.now));
  if (!reply.content_type.empty()) AppendField(head, "Content-Type", reply.content_type);
  if (reply.status != kNotModified) {
    AppendField(head, "Content-Length", absl::StrCat(reply.body.size_bytes()));
  }
  if (!context.keep_alive) AppendField(head, "Connection", "close");
  for (const auto& [name, value] : reply.headers) AppendField(head, name, value);
  const auto append_default = [&](absl::string_view name, absl::string_view value) {
    if (FindHeader(reply.headers, name).empty()) AppendField(head, name, value);
  };
  // Browsers must not sniff uploaded content and take it for a page.
  append_default("X-Content-Type-Options", "nosniff");
  append_default("Referrer-Policy", "no-referrer");
  append_default("Content-Security-Policy", context.options.content_security_policy);
  if (reply.status >= kFirstError) append_default("Cache-Control", "no-store");
  if (!context.options.tls_certificate.empty()) {
    append_default("Strict-Transport-Security", "max-age=31536000");
  }
  if (reply.status == kServiceUnavailable) {
    append_default("Retry-After",
                   absl::StrCat(absl::ToInt64Seconds(context.options.limits.retry_after)));
  }
  return head + "\r\n";
}

}  // namespace telemetry::upload_internal
