// The collector: receives reports over gRPC and HTTP, stores them, and serves the dataset.
//
//   absl::StatusOr<std::unique_ptr<CollectorServer>> server = CollectorServer::Start({
//       .grpc_address = "127.0.0.1:0",
//       .http_address = "127.0.0.1:0",
//       .data_dir = "/var/lib/collector",
//       .config = *std::move(config),
//   });
//   ... Connect to (*server)->grpc_port() ...
//   (*server)->Shutdown(absl::Seconds(10));
//
// gRPC serves the Collector service (upload.proto), the standard health service and reflection;
// HTTP serves what collector_http.h lists. Peers' addresses are neither stored nor passed to `log`.
// gRPC itself, however, writes them to standard error unless the process sets the environment
// variable GRPC_VERBOSITY to NONE before it starts its first server.
//
// Thread-safe.

#ifndef UPLOAD_COLLECTOR_COLLECTOR_SERVER_H_
#define UPLOAD_COLLECTOR_COLLECTOR_SERVER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "config/upload_config.pb.h"
#include "storage/report_store/report_store.h"
#include "upload/http/http_server_options.h"

namespace telemetry {

struct CollectorOptions {
  // HOST:PORT to listen on; port 0 picks a free one. Empty: not served. At least one of the two
  // must be set.
  std::string grpc_address = "";
  std::string http_address = "";
  // HOST:PORT of another HTTP server, which has /healthz and /metrics (internal/monitor_routes.h).
  // /metrics is then not on http_address, which is public. Empty: there is none.
  std::string monitor_address = "";

  // Created if missing. Several collectors may share one.
  std::string data_dir = "";

  // The approved counters.
  v1::UploadConfig config = {};

  // PEM, for all of these. Set both, or neither for plain text.
  std::string tls_certificate = "";
  std::string tls_key = "";
  // Plain text is refused on addresses other than loopback unless this is set. Set it if something
  // in front of the collector terminates TLS.
  bool allow_plain_text = false;

  // Receives messages for the operator, one line each, on any thread.
  std::function<void(absl::string_view line)> log = [](absl::string_view) {};

  // Public charts leave out anything that fewer reports than this contain. At least 1.
  int64_t min_reports = 5;
  // How long after one publication of datasets, charts and pages the next one starts.
  absl::Duration publish_period = absl::Minutes(10);

  // Limits of the store and of the HTTP side. The collector sets the store's is_same and the HTTP
  // side's TLS itself.
  ReportStore::Options store = {};
  HttpServerOptions http = {};
};

class CollectorServer {
 public:
  // Starts serving. Error messages name the address or file concerned.
  //   InvalidArgument     an address is not HOST:PORT, no address is given, or the certificate or
  //                       key is unusable
  //   FailedPrecondition  plain text on a non-loopback address, or a store of another version
  //   Unavailable         the port is taken, or gRPC cannot listen on it
  //   others              as ReportStore::Open()
  static absl::StatusOr<std::unique_ptr<CollectorServer>> Start(CollectorOptions options);

  // Shuts down at once, unless Shutdown() has been called.
  ~CollectorServer();

  CollectorServer(const CollectorServer&) = delete;
  CollectorServer& operator=(const CollectorServer&) = delete;

  // The ports that it listens on; 0 if not served.
  int grpc_port() const;
  int http_port() const;
  int monitor_port() const;

  // Reports itself unhealthy, accepts nothing new, and finishes what is in progress, gRPC and HTTP
  // in parallel, within `grace`. After that, calls are cancelled; what was acknowledged is durable
  // in any case. The monitor's server closes after them. A publication in progress is asked to
  // stop; the destructor waits for it.
  void Shutdown(absl::Duration grace);

  // Returns once Shutdown() is done.
  void Wait();

 private:
  struct Parts;

  explicit CollectorServer(std::unique_ptr<Parts> parts);

  const std::unique_ptr<Parts> parts_;
};

}  // namespace telemetry

#endif  // UPLOAD_COLLECTOR_COLLECTOR_SERVER_H_
