#include "upload/collector/collector_options.h"

#include <optional>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "storage/host_port.h"

namespace telemetry {

absl::Status CheckCollectorOptions(const CollectorOptions& options) {
  if (options.grpc_address.empty() && options.http_address.empty()) {
    return absl::InvalidArgumentError("no address to take reports on");
  }
  if (options.data_dir.empty() && (options.publishes || options.store == nullptr)) {
    return absl::InvalidArgumentError("no data directory for what is stored or published");
  }
  if (options.tls.certificate.empty() != options.tls.key.empty()) {
    return absl::InvalidArgumentError("TLS needs a certificate and its key");
  }
  for (const std::string& address :
       {options.grpc_address, options.http_address, options.monitor_address}) {
    if (address.empty()) continue;
    const std::optional<HostPort> parsed = ParseListenAddress(address);
    if (!parsed.has_value()) {
      return absl::InvalidArgumentError(
          absl::StrCat(address, ": an address is HOST:PORT, the port at most 65535"));
    }
    if (options.tls.certificate.empty() && !options.allow_plain_text && !parsed->IsLoopback()) {
      return absl::FailedPreconditionError(absl::StrCat(
          address, ": not loopback, so it needs TLS or the permission for plain text"));
    }
  }
  const std::optional<HostPort> grpc = ParseListenAddress(options.grpc_address);
  if (options.grpc_access == GrpcAccess::kThisMachine && grpc.has_value() && !grpc->IsLoopback()) {
    return absl::FailedPreconditionError(
        absl::StrCat(options.grpc_address,
                     ": not loopback, and gRPC can be brought down by who can reach it, so "
                     "it needs --behind-proxy, or --exposed to take the risk"));
  }
  return absl::OkStatus();
}

bool HasMetricsOnSite(const CollectorOptions& options) {
  const std::optional<HostPort> site = ParseListenAddress(options.http_address);
  return options.monitor_address.empty() && site.has_value() && site->IsLoopback();
}

}  // namespace telemetry
