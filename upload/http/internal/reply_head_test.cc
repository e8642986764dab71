#include "upload/http/internal/reply_head.h"

#include <string>

#include "absl/strings/match.h"
#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry::upload_internal {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const absl::Time kNow =
    absl::FromCivil(absl::CivilSecond(2026, 11, 22, 20, 15, 0), absl::UTCTimeZone());

std::string Head(const HttpReply& reply, bool keep_alive = true) {
  const HttpServerOptions options;
  return ReplyHead(reply, {.options = options, .keep_alive = keep_alive, .now = kNow});
}

TEST(ReplyHeadTest, IsAStatusLineFieldsAndAnEmptyLine) {
  EXPECT_EQ(Head(TextReply(404, "no such resource")),
            "HTTP/1.1 404 Not Found\r\n"
            "Date: Sun, 22 Nov 2026 20:15:00 GMT\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Length: 17\r\n"
            "X-Content-Type-Options: nosniff\r\n"
            "Referrer-Policy: no-referrer\r\n"
            "Content-Security-Policy: " +
                std::string(kStrictContentSecurityPolicy) + "\r\nCache-Control: no-store\r\n\r\n");
}

TEST(ReplyHeadTest, TellsBrowsersToComeBackOverTlsOnly) {
  HttpServerOptions options;
  EXPECT_THAT(ReplyHead({}, {.options = options, .keep_alive = true, .now = absl::UnixEpoch()}),
              Not(HasSubstr("Strict-Transport-Security")));
  options.tls_certificate = "PEM";
  EXPECT_THAT(ReplyHead({}, {.options = options, .keep_alive = true, .now = absl::UnixEpoch()}),
              HasSubstr("\r\nStrict-Transport-Security: max-age=31536000\r\n"));
}

TEST(ReplyHeadTest, SaysWhetherTheConnectionEnds) {
  EXPECT_THAT(Head({}, true), Not(HasSubstr("Connection")));
  EXPECT_THAT(Head({}, false), HasSubstr("\r\nConnection: close\r\n"));
}

TEST(ReplyHeadTest, HasNoLengthWithoutABody) {
  EXPECT_THAT(Head({.status = 200}), HasSubstr("\r\nContent-Length: 0\r\n"));
  EXPECT_THAT(Head({.status = 304}), Not(HasSubstr("Content-Length")));
}

TEST(ReplyHeadTest, SaysWhenToComeBack) {
  EXPECT_THAT(Head({.status = 503}), HasSubstr("\r\nRetry-After: 10\r\n"));
  EXPECT_THAT(Head({.status = 503, .headers = {{"Retry-After", "60"}}}),
              Not(HasSubstr("Retry-After: 10")));
}

TEST(ReplyHeadTest, LeavesToAReplyWhatItSaysItself) {
  const std::string head = Head({.headers = {{"Content-Security-Policy", "default-src 'none'"}}});
  EXPECT_THAT(head, HasSubstr("Content-Security-Policy: default-src 'none'\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("script-src")));
}

TEST(ReplyHeadTest, LetsNoValueEndTheHead) {
  const std::string head = Head({.headers = {{"ETag", "a\r\nSet-Cookie: b\r\n\r\n<html>"}}});
  EXPECT_THAT(head, Not(HasSubstr("\nSet-Cookie")));
  EXPECT_EQ(head.find("\r\n\r\n"), head.size() - 4);
}

}  // namespace
}  // namespace telemetry::upload_internal
