// The collector's gRPC service (upload.proto).
//
//   std::unique_ptr<grpc::Service> service = MakeCollectorService(&config, &intake);
//   builder.RegisterService(service.get());
//
// No thread waits for the disk: a call ends when the report's commit calls back. upload.proto says
// what each status means to the client; a transient error says when to retry (grpc_protocol.h).
// Peers' addresses are not looked at.

#ifndef UPLOAD_COLLECTOR_COLLECTOR_SERVICE_H_
#define UPLOAD_COLLECTOR_COLLECTOR_SERVICE_H_

#include <memory>

#include "upload/collector/internal/config_in_force.h"
#include "upload/collector/internal/report_intake.h"

namespace grpc {
class Service;
}

namespace telemetry {

// Both arguments must outlive the service. The service is thread-safe.
std::unique_ptr<grpc::Service> MakeCollectorService(const upload_internal::ConfigInForce* config,
                                                    upload_internal::ReportIntake* intake);

}  // namespace telemetry

#endif  // UPLOAD_COLLECTOR_COLLECTOR_SERVICE_H_
