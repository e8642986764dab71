// The gRPC side of a collector: the Collector service (upload.proto), the standard health service
// and, if only this machine reaches it, reflection.
//
//   absl::StatusOr<std::unique_ptr<CollectorGrpc>> grpc =
//       CollectorGrpc::Start(options, {.config = &config, .intake = &intake});
//   Connect((*grpc)->port());
//   (*grpc)->Shutdown(absl::Now() + absl::Seconds(10));
//
// It accepts connections itself, limits them, and calls its own port now and then
// (CollectorOptions::probe_period). Thread-safe.

#ifndef UPLOAD_COLLECTOR_COLLECTOR_GRPC_H_
#define UPLOAD_COLLECTOR_COLLECTOR_GRPC_H_

#include <atomic>
#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "upload/collector/collector_options.h"
#include "upload/collector/connections/grpc_listener.h"
#include "upload/collector/connections/self_probe.h"
#include "upload/collector/connections/tls_memory_files.h"
#include "upload/collector/intake/report_intake.h"
#include "upload/collector/internal/config_in_force.h"
#include "upload/http/tls_identity.h"

namespace grpc {
class Server;
class Service;
}  // namespace grpc

namespace telemetry {

class CollectorGrpc {
 public:
  // Must outlive it.
  struct Resources {
    upload_internal::ConfigInForce* config;
    upload_internal::ReportIntake* intake;
  };

  // Serves on `options.grpc_address`. Errors: those of ListeningSocket::Listen() and of
  // TlsMemoryFiles::Create(), or Unavailable if gRPC cannot serve.
  static absl::StatusOr<std::unique_ptr<CollectorGrpc>> Start(const CollectorOptions& options,
                                                              const Resources& resources);

  // Ends everything at once.
  ~CollectorGrpc();

  CollectorGrpc(const CollectorGrpc&) = delete;
  CollectorGrpc& operator=(const CollectorGrpc&) = delete;

  int port() const { return listener_->port(); }

  // Whether it does not answer on its own port.
  bool fails() const { return fails_; }

  // Shows another certificate to new connections within two seconds. Does nothing without TLS.
  // Errors: those of TlsMemoryFiles::Replace().
  absl::Status SetTlsIdentity(const TlsIdentity& identity);

  // Reports itself unhealthy, accepts nothing new, and finishes the calls in progress until
  // `deadline`. After that they are cancelled. Once.
  void Shutdown(absl::Time deadline);

 private:
  CollectorGrpc();

  absl::Status StartServer(const CollectorOptions& options, const Resources& resources);
  void StartProbe(const CollectorOptions& options);

  // In order of dependence.
  std::atomic<bool> fails_ = false;
  std::unique_ptr<grpc::Service> service_;
  std::unique_ptr<upload_internal::TlsMemoryFiles> tls_files_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<upload_internal::GrpcListener> listener_;
  std::unique_ptr<upload_internal::SelfProbe> probe_;
};

}  // namespace telemetry

#endif  // UPLOAD_COLLECTOR_COLLECTOR_GRPC_H_
