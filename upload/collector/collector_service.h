// The collector's gRPC service (upload.proto).
//
//   std::unique_ptr<grpc::Service> service = MakeCollectorService(&config, &intake, kMaxReportBytes);
//   builder.RegisterService(service.get());
//
// No thread waits for the disk: a call ends when the report's commit calls back. upload.proto says
// what each status means to the client; a transient error says when to retry (grpc_protocol.h).
// Peers' addresses are not looked at.

#ifndef UPLOAD_COLLECTOR_COLLECTOR_SERVICE_H_
#define UPLOAD_COLLECTOR_COLLECTOR_SERVICE_H_

#include <cstddef>
#include <memory>

#include "upload/collector/intake/report_intake.h"
#include "upload/collector/internal/config_in_force.h"

namespace grpc {
class Service;
}

namespace telemetry {

// Both pointees must outlive the service. A report of more than `max_report_bytes` is refused before
// it is parsed. The service is thread-safe.
std::unique_ptr<grpc::Service> MakeCollectorService(const upload_internal::ConfigInForce* config,
                                                    upload_internal::ReportIntake* intake,
                                                    size_t max_report_bytes);

}  // namespace telemetry

#endif  // UPLOAD_COLLECTOR_COLLECTOR_SERVICE_H_
