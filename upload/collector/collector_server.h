// The collector: receives reports over gRPC and HTTP, stores them, and serves the dataset.
//
//   absl::StatusOr<std::unique_ptr<CollectorServer>> server = CollectorServer::Start({
//       .grpc_address = "127.0.0.1:0",
//       .http_address = "127.0.0.1:0",
//       .data_dir = "/var/lib/collector",
//       .config = *std::move(config),
//   });
//   Connect((*server)->grpc_port());
//   (*server)->Shutdown(absl::Seconds(10));
//
// gRPC serves the Collector service (upload.proto), the standard health service and, if only this
// machine reaches it, reflection; HTTP serves what collector_http.h lists. Peers' addresses are
// neither stored nor passed to `log`. gRPC itself, however, writes them to standard error unless the
// process sets the environment variable GRPC_VERBOSITY to NONE before it starts its first server.
//
// Thread-safe.

#ifndef UPLOAD_COLLECTOR_COLLECTOR_SERVER_H_
#define UPLOAD_COLLECTOR_COLLECTOR_SERVER_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "config/upload_config/upload_config.pb.h"
#include "upload/collector/collector_options.h"
#include "upload/collector/config_change.h"

namespace telemetry {

class CollectorServer {
 public:
  // Starts serving. Error messages name the address or file concerned.
  //   InvalidArgument     as CheckCollectorOptions(), or the certificate or key is unusable
  //   FailedPrecondition  as CheckCollectorOptions(), or a store of another version, or no config
  //                       is given or in force, or one is that this program does not understand
  //   Unavailable         the port is taken, or gRPC cannot listen on it
  //   others              as CollectorStore::OpenReports()
  static absl::StatusOr<std::unique_ptr<CollectorServer>> Start(CollectorOptions options);

  // Shuts down at once, unless Shutdown() has been called.
  ~CollectorServer();

  CollectorServer(const CollectorServer&) = delete;
  CollectorServer& operator=(const CollectorServer&) = delete;

  // The ports that it listens on; 0 if not served.
  int grpc_port() const;
  int http_port() const;
  int monitor_port() const;

  // Puts a config in force, for every collector on the data directory. This one has taken it when
  // the call returns, the others do within seconds. Errors: as ChangeConfig() (config_change.h).
  absl::StatusOr<ConfigChangeResult> PutInForce(const v1::UploadConfig& config);

  // Reads the certificate and its key again, and shows them to new connections, of gRPC within two
  // seconds. Logs what its operator should know of them. Does nothing without files. Not by two
  // threads at a time. Errors, after which nothing has changed: those of ReadTlsIdentity().
  absl::Status ReloadTls();

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
