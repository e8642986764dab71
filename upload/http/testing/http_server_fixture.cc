#include "upload/http/testing/http_server_fixture.h"

#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "tests/util/status_matchers.h"
#include "upload/http/http_message.h"
#include "upload/http/listening_socket.h"

namespace telemetry::testutil {
namespace {

std::string WithJsonType(absl::string_view fields) {
  const bool has_type = absl::StrContains(fields, "Content-Type");
  return absl::StrCat(has_type ? "" : "Content-Type: application/json\r\n", fields);
}

}  // namespace

void HttpServerFixture::Start(HttpServerOptions options) {
  HttpRouter router;
  router.Get("/page", [](const HttpRequest&) { return TextReply(200, "hello"); });
  router.Get("/large", [](const HttpRequest&) -> HttpReply {
    return {.content_type = kTextType, .body = std::string(5'000'000, 'x')};
  });
  router.Post("/post", {.media_type = kJsonType, .max_body_bytes = kMaxBodyBytes},
              [this](const HttpRequest& request, HttpResponder respond) {
                received_ = request.body;
                if (!hold_) return respond(TextReply(200, "taken"));
                absl::MutexLock lock(&mutex_);
                held_.push_back(std::move(respond));
              });
  absl::StatusOr<std::unique_ptr<HttpServer>> server = HttpServer::Start(
      ListeningSocket::Listen("127.0.0.1:0").value(), std::move(options), std::move(router));
  ASSERT_THAT(server, IsOk());
  server_ = *std::move(server);
}

void HttpServerFixture::Release(size_t requests) {
  absl::MutexLock lock(&mutex_);
  const auto enough = [&]() ABSL_SHARED_LOCKS_REQUIRED(mutex_) { return held_.size() >= requests; };
  ASSERT_TRUE(mutex_.AwaitWithTimeout(absl::Condition(&enough), absl::Seconds(20)));
  for (const HttpResponder& respond : held_) respond(TextReply(200, "late"));
  held_.clear();
}

ReceivedReply HttpServerFixture::Post(absl::string_view body, absl::string_view fields) {
  return Fetch(port(), "POST", "/post",
               absl::StrCat("Content-Length: ", body.size(), "\r\n", WithJsonType(fields)), body);
}

std::string HttpServerFixture::PostHead(absl::string_view fields) {
  return absl::StrCat("POST /post HTTP/1.1\r\nHost: x\r\n", WithJsonType(fields), "\r\n");
}

const std::string& HttpServerFixture::Chunk() {
  static const auto& chunk =
      *new std::string(absl::StrCat("10000\r\n", std::string(65536, 'x'), "\r\n"));
  return chunk;
}

}  // namespace telemetry::testutil
