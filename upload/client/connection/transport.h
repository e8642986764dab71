// Whether bytes to a collector are encrypted. Pure.

#ifndef UPLOAD_CLIENT_CONNECTION_TRANSPORT_H_
#define UPLOAD_CLIENT_CONNECTION_TRANSPORT_H_

#include <string>

#include "absl/status/statusor.h"
#include "storage/host_port.h"

namespace telemetry {

// How the bytes travel.
enum class Transport { kTls, kPlainText };

// What the caller asks for.
struct TransportOptions {
  // Explicit permission to send plain text to a host other than this one.
  bool allow_plain_text = false;
  // Use TLS with these PEM root certificates; empty for the system's.
  std::string tls_root_certificates = "";
};

// Returns kTls, unless `collector` is this machine and no certificates are given, or
// plain text is explicitly allowed.
//
// Errors: InvalidArgument if plain text is allowed and certificates are given: one of them is a
// mistake, and a wrong guess could send a report in the clear.
absl::StatusOr<Transport> ChooseTransport(const HostPort& collector,
                                          const TransportOptions& options);

}  // namespace telemetry

#endif  // UPLOAD_CLIENT_CONNECTION_TRANSPORT_H_
