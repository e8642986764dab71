// What a client and a collector must agree on beside upload.proto's messages.

#ifndef UPLOAD_GRPC_PROTOCOL_H_
#define UPLOAD_GRPC_PROTOCOL_H_

#include <cstddef>

namespace telemetry {

// The largest request that a collector takes, in bytes. Requests are not compressed.
inline constexpr size_t kMaxRequestBytes = 1 << 20;

// The largest answer that a client takes, in bytes: far more than a config of thousands of
// counters, or the list of what was dropped from a report.
inline constexpr int kMaxAnswerBytes = 16 << 20;

// Trailing metadata of an error: milliseconds until the next try, negative for no further try.
// gRPC's own name for a server's push-back (grpc/proposal A6).
inline constexpr char kRetryPushbackMetadata[] = "grpc-retry-pushback-ms";

// Trailing metadata that marks an error as the collector's own refusal, for good; its value does
// not matter. Without it PERMISSION_DENIED may be a proxy's: gRPC turns an HTTP 403 into it.
inline constexpr char kRefusalMetadata[] = "telemetry-refusal";

}  // namespace telemetry

#endif  // UPLOAD_GRPC_PROTOCOL_H_
