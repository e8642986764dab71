// What an HttpServer (http_server.h) serves within: its limits and what it adds to each reply.

#ifndef UPLOAD_HTTP_HTTP_SERVER_OPTIONS_H_
#define UPLOAD_HTTP_HTTP_SERVER_OPTIONS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace telemetry {

// A page may load scripts, styles, fonts and data from its own server and nothing from elsewhere;
// no script and no style stands in the page itself, so that text which slipped through unescaped
// stays text.
inline constexpr char kStrictContentSecurityPolicy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

// What became of a request, for metrics. Nothing of it tells who asked.
struct HttpObservation {
  absl::string_view pattern;  // of its route; empty if there is none
  absl::string_view method;
  int status;
  uint64_t body_bytes;      // of the reply
  absl::Duration duration;  // from the arrival of its head to the beginning of the reply
};

struct HttpServerOptions {
  // PEM. Both, or neither for plain text.
  std::string tls_certificate = "";
  std::string tls_key = "";

  // HOST:PORT by which this server may be called; empty: by any (host_policy.h).
  std::vector<std::string> allowed_hosts = {};

  // When one more arrives, the connection that has kept us waiting longest for a request is closed
  // for it. Needs as many file descriptors.
  size_t max_connections = 4096;
  // The head of a request; above: 431. Also the line that begins a chunk, and the trailers of a
  // chunked body; above: 400.
  uint32_t max_head_bytes = 16 << 10;
  // Until when a request must have arrived, from the start of its connection or the end of the
  // reply before it.
  absl::Duration receive_timeout = absl::Seconds(60);
  // A reply is given up when the kernel has taken none of it for so long. The kernel takes more
  // once the peer has acknowledged some 16 KiB.
  absl::Duration send_timeout = absl::Seconds(30);
  // Bodies of all connections together. Above: 503.
  size_t max_buffered_bytes = 64 << 20;
  // The longest body that is read only to be thrown away, so that the peer gets to see why. Above,
  // the connection is closed.
  uint64_t max_discarded_bytes = 128 << 20;
  // What a 503 of the server's own, and one without a Retry-After, tells to wait.
  absl::Duration retry_after = absl::Seconds(10);

  std::string content_security_policy = kStrictContentSecurityPolicy;

  // Called for each reply, on the server's thread. Must be quick.
  std::function<void(const HttpObservation&)> observe = [](const HttpObservation&) {};
};

}  // namespace telemetry

#endif  // UPLOAD_HTTP_HTTP_SERVER_OPTIONS_H_
