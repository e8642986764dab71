// Any bytes on a connection to an HTTP server: it answers or closes, sends no more than what was asked
// for could bring, gives no handler a body beyond its limit, and serves the next connection.

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "tests/fuzz/fuzz_check.h"
#include "upload/http/http_content.h"
#include "upload/http/http_router.h"
#include "upload/http/http_server.h"
#include "upload/http/listening_socket.h"

namespace telemetry {
namespace {

constexpr size_t kPageBytes = 10'000;
constexpr size_t kMaxBodyBytes = 1'000;
// "GET / HTTP/1.0\r\n\r\n" is the shortest request, and a reply's head is at most this long.
constexpr size_t kMinRequestBytes = 16;
constexpr size_t kMaxHeadBytes = 2'000;

HttpServer& Server() {
  static HttpServer& server = []() -> HttpServer& {
    HttpRouter router;
    router.Get("/*", [](const HttpRequest& request) {
      return ServeContent(request, {.content_type = kTextType,
                                    .identity = std::string(kPageBytes, 'x'),
                                    .gzip = std::string(kPageBytes / 2, 'z'),
                                    .etag = "tag"});
    });
    router.Post("/upload/*",
                {.media_type = kJsonType, .max_body_bytes = kMaxBodyBytes, .refuses_pages = true},
                [](const HttpRequest& request, const HttpResponder& respond) {
                  Check(request.body.size() <= kMaxBodyBytes, "a handler got too long a body");
                  Check(absl::StartsWith(request.path, "/upload/"), "a path of another route");
                  (void)request.QueryParameter("x");
                  respond(TextReply(200, "taken"));
                });
    // A request that ends early is known by the end of what is sent. Time tells nothing: a target may
    // get little of a busy machine.
    return *HttpServer::Start(ListeningSocket::Listen("127.0.0.1:0").value(),
                              {.limits = {.receive_timeout = absl::Minutes(2)}}, std::move(router))
                .value()
                .release();
  }();
  return server;
}

// Sends the bytes and no more, and returns the number of bytes that come back.
size_t Exchange(absl::string_view bytes) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(Server().port()));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  Check(connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0,
        "the server does not accept");
  const timeval limit = {.tv_sec = 100, .tv_usec = 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
  while (!bytes.empty()) {
    const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) break;  // closed
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  shutdown(fd, SHUT_WR);
  size_t received = 0;
  char buffer[65536];
  for (;;) {
    const ssize_t count = recv(fd, buffer, sizeof buffer, 0);
    Check(count >= 0 || errno != EAGAIN, "the server neither answers nor closes");
    if (count <= 0) break;
    received += static_cast<size_t>(count);
  }
  close(fd);
  return received;
}

}  // namespace
}  // namespace telemetry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace telemetry;  // NOLINT(google-build-using-namespace)
  // Longer ones only take longer.
  const absl::string_view input(reinterpret_cast<const char*>(data), size < 8192 ? size : 8192);
  const size_t received = Exchange(input);
  Check(received <= (input.size() / kMinRequestBytes + 1) * (kPageBytes + kMaxHeadBytes),
        "more is sent than was asked for");
  Check(Exchange("GET / HTTP/1.0\r\n\r\n") > kPageBytes, "the next connection is not served");
  return 0;
}
