#include "upload/client/connection/transport.h"

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "storage/host_port.h"

namespace telemetry {

absl::StatusOr<Transport> ChooseTransport(const HostPort& collector,
                                          const TransportOptions& options) {
  const bool has_certificates = !options.tls_root_certificates.empty();
  if (options.allow_plain_text && has_certificates) {
    return absl::InvalidArgumentError("plain text and TLS root certificates exclude each other");
  }
  if (has_certificates) return Transport::kTls;
  return options.allow_plain_text || collector.IsLoopback() ? Transport::kPlainText
                                                            : Transport::kTls;
}

}  // namespace telemetry
