// The collector: takes reports over gRPC and HTTP, stores them, serves the dataset.
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
// HTTP what collector_http.h lists. Peers' addresses are neither stored nor given to `log`. But
// gRPC writes them to the standard error stream unless the process sets the environment variable
// GRPC_VERBOSITY to NONE before it starts the first server.
//
// Thread-safe.

#ifndef UPLOAD_COLLECTOR_SERVER_H_
#define UPLOAD_COLLECTOR_SERVER_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "config/upload_config.pb.h"
#include "storage/report_store.h"
#include "upload/http/http_server_options.h"

namespace telemetry {

struct CollectorOptions {
  // HOST:PORT to listen on; port 0 is one that the system chooses. Empty: not served. At least one.
  std::string grpc_address = "";
  std::string http_address = "";

  // Made if it is missing. Several collectors may share one.
  std::string data_dir = "";

  // What is approved.
  v1::UploadConfig config = {};

  // PEM, for gRPC and HTTP. Both, or neither for plain text.
  std::string tls_certificate = "";
  std::string tls_key = "";
  // Plain text is refused on addresses that are not loopback, unless this says that something in
  // front of the collector does TLS.
  bool allow_plain_text = false;

  // Gets what the operator should know, a line each, from any thread.
  std::function<void(absl::string_view line)> log = [](absl::string_view) {};

  // What fewer reports have is shown in no public chart. At least 1.
  int64_t min_reports = 5;
  // How long after one the datasets, charts and pages are brought up to date once more.
  absl::Duration publish_period = absl::Minutes(10);

  // Limits of the store and of the HTTP side. The collector itself sets the store's is_same and the
  // HTTP side's TLS.
  ReportStore::Options store = {};
  HttpServerOptions http = {};
};

class CollectorServer {
 public:
  // Starts serving. Errors hold the address or file they are about:
  //   InvalidArgument     an address that is not HOST:PORT, no address at all, or a certificate or
  //                       key that is not usable;
  //   FailedPrecondition  plain text on an address that is not loopback; a store of another version;
  //   Unavailable         a port that is taken, or on which gRPC cannot listen;
  // and as ReportStore::Open().
  static absl::StatusOr<std::unique_ptr<CollectorServer>> Start(CollectorOptions options);

  // Shuts down at once, if Shutdown() was not called.
  ~CollectorServer();

  CollectorServer(const CollectorServer&) = delete;
  CollectorServer& operator=(const CollectorServer&) = delete;

  // The ports it listens on; 0 if not served.
  int grpc_port() const;
  int http_port() const;

  // Reports itself unhealthy, takes nothing new, and ends what has begun, gRPC and HTTP at the same
  // time, within `grace`: then calls are cancelled, but what was acknowledged is durable in any
  // case. A publication that is under way is asked to stop, for which the destructor waits.
  void Shutdown(absl::Duration grace);

  // Returns when Shutdown() has.
  void Wait();

 private:
  struct Parts;

  explicit CollectorServer(std::unique_ptr<Parts> parts);

  const std::unique_ptr<Parts> parts_;
};

}  // namespace telemetry

#endif  // UPLOAD_COLLECTOR_SERVER_H_
