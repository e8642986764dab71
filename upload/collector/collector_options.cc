#include "upload/collector/collector_options.h"

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "storage/host_port.h"

namespace telemetry {

absl::Status CheckCollectorOptions(const CollectorOptions& options) {
  if (options.grpc_address.empty() && options.http_address.empty()) {
    return absl::InvalidArgumentError("no address to take reports on");
  }
  if (options.tls_certificate.empty() != options.tls_key.empty()) {
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
    if (options.tls_certificate.empty() && !options.allow_plain_text && !parsed->IsLoopback()) {
      return absl::FailedPreconditionError(absl::StrCat(
          address, ": not loopback, so it needs TLS or the permission for plain text"));
    }
  }
  return absl::OkStatus();
}

}  // namespace telemetry
