// An HttpServer's (http_server.h) limits, TLS and response headers.

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

// Pages may load scripts, styles, fonts and data only from their own server. Inline scripts and
// styles do not run, so text that slips through unescaped stays text.
inline constexpr char kStrictContentSecurityPolicy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

// The outcome of a request, for metrics. Nothing in it identifies the peer.
struct HttpObservation {
  absl::string_view pattern;  // that its path matches; empty if there is none
  absl::string_view method;
  int status;
  uint64_t body_bytes;      // of the reply
  absl::Duration duration;  // from the arrival of the head to the start of the reply
};

// Against abuse, and against peers that are slow or gone.
struct HttpLimits {
  // When another one arrives, the connection that has kept the server waiting longest for a request
  // is closed; if all others are being served, the new one is. Needs twice as many file descriptors.
  size_t max_connections = 4096;
  // Limit for the head of a request; above it: 431. Also for the line that starts a chunk and for
  // the trailers of a chunked body; above it: 400.
  uint32_t max_head_bytes = 16 << 10;
  // How long a request may take to arrive, counted from the start of the connection or the end of
  // the previous reply. A TLS handshake may take as long again.
  absl::Duration receive_timeout = absl::Seconds(60);
  // A reply is abandoned if the kernel has accepted none of it for this long. The kernel accepts
  // more once the peer has acknowledged some 16 KiB.
  absl::Duration send_timeout = absl::Seconds(30);
  // The fewest bytes of a reply that a peer must take each second, on average since the reply began,
  // once it has taken `slow_time`.
  uint64_t min_sent_bytes_per_second = 4 << 10;
  absl::Duration slow_time = absl::Seconds(60);
  // Limit for the bodies of all connections together. Above it, the connection whose body has been
  // arriving longest is closed.
  size_t max_buffered_bytes = 64 << 20;
  // The longest unwelcome body that is read and discarded so that the peer gets to see why. Above
  // it, the connection is closed.
  uint64_t max_discarded_bytes = 128 << 20;
  // The Retry-After of every 503 that does not set its own.
  absl::Duration retry_after = absl::Seconds(10);
};

struct HttpServerOptions {
  // PEM. Set both, or neither for plain text.
  std::string tls_certificate = "";
  std::string tls_key = "";

  // The values of Host (HOST:PORT) to accept; empty: any (host_policy.h).
  std::vector<std::string> allowed_hosts = {};

  // Called for each new connection with its socket, on the server's thread. Returns why it gets
  // nothing, in a line that is the reply (403) to each of its requests; empty if it may ask.
  std::function<std::string(int socket)> refuse_peer = [](int) { return std::string(); };

  HttpLimits limits = {};

  std::string content_security_policy = kStrictContentSecurityPolicy;

  // Called, on the server's thread, when connections were closed or refused because there were too
  // many, or no file descriptor for another one: at once, and then once a `crowded_period` at most,
  // with how many they were since the last time.
  std::function<void(uint64_t turned_away)> crowded = [](uint64_t) {};
  absl::Duration crowded_period = absl::Minutes(1);

  // Called for each reply, on the server's thread. Must be quick.
  std::function<void(const HttpObservation&)> observe = [](const HttpObservation&) {};
};

}  // namespace telemetry

#endif  // UPLOAD_HTTP_HTTP_SERVER_OPTIONS_H_
