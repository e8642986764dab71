// The collector's HTTP side: Go's upload protocol and the dataset (internal/http_protocol.h has the
// resources and what is answered).
//
//   absl::StatusOr<std::unique_ptr<HttpGateway>> gateway = HttpGateway::Start(
//       *std::move(listening_socket), {}, {.approved = &approved, .intake = &intake,
//       .store_path = path});
//   ...
//   (*gateway)->Shutdown(absl::Now() + absl::Seconds(10));
//
// One thread serves all connections. It does not wait for the disk: while a report is being
// committed its connection is suspended, and the committing thread resumes it.
//
// A body that is refused before it is read (too large, wrong type) is read and thrown away, up to a
// limit, before the answer is sent: a client that sends its body and only then reads, as most do,
// would else find its connection reset instead of the answer.
//
// Peers' addresses are neither stored nor logged.
//
// Thread-safe.

#ifndef UPLOAD_HTTP_GATEWAY_H_
#define UPLOAD_HTTP_GATEWAY_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "config/approved_counters.h"
#include "upload/http/listening_socket.h"
#include "upload/internal/report_intake.h"

namespace telemetry {

class HttpGateway {
 public:
  struct Options {
    // PEM. Both, or neither for plain text.
    std::string tls_certificate = "";
    std::string tls_key = "";

    // More connections wait until one of these ends.
    unsigned int max_connections = 512;
    // Until when a request must have arrived, from the start of its connection or the end of the
    // request before it.
    absl::Duration receive_timeout = absl::Seconds(60);
    // A connection on which nothing moves for so long is closed.
    absl::Duration idle_timeout = absl::Seconds(30);
    // Bodies of all connections together. Above, uploads are answered 503.
    size_t max_buffered_bytes = 64 << 20;
    // The longest body that is read only to be thrown away. Above, the connection is closed.
    uint64_t max_discarded_bytes = 128 << 20;
  };

  // What it serves. All must outlive it.
  struct Resources {
    const ApprovedCounters* approved;
    internal::ReportIntake* intake;
    // Of the report store, which exists.
    std::string store_path;
  };

  // Serves on `socket`. Fails as ReportReader::Open(); InvalidArgument if the certificate or the
  // key is not usable, Internal if the server does not start.
  static absl::StatusOr<std::unique_ptr<HttpGateway>> Start(ListeningSocket socket,
                                                            const Options& options,
                                                            const Resources& resources);

  // Shuts down at once, if Shutdown() was not called.
  ~HttpGateway();

  int port() const;

  // Takes no more connections, answers what has arrived, and closes. At `deadline` closes also what
  // is still being received or sent, but a report that is being committed is always waited for.
  void Shutdown(absl::Time deadline);

 private:
  class Server;

  explicit HttpGateway(std::unique_ptr<Server> server);

  const std::unique_ptr<Server> server_;
};

}  // namespace telemetry

#endif  // UPLOAD_HTTP_GATEWAY_H_
