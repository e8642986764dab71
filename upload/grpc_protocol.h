// What a client and a collector must agree on besides upload.proto's messages.

#ifndef UPLOAD_GRPC_PROTOCOL_H_
#define UPLOAD_GRPC_PROTOCOL_H_

#include <cstddef>

namespace telemetry {

// The largest request, in bytes, that a client ever sends. A collector takes reports of up to
// kMaxReportBytes (report/report_limits.h), or as many as its operator says. Requests are not
// compressed.
inline constexpr size_t kMaxRequestBytes = 1 << 20;

// The largest answer, in bytes, that a client accepts: far more than a config of thousands of
// counters, or the list of items dropped from a report, needs.
inline constexpr int kMaxAnswerBytes = 16 << 20;

// Trailing metadata of an error: milliseconds until the next try; negative means no further try.
// The name is gRPC's own for server push-back (grpc/proposal A6).
inline constexpr char kRetryPushbackMetadata[] = "grpc-retry-pushback-ms";

// Trailing metadata that marks an error as the collector's own, final refusal; its value does not
// matter. Without it, PERMISSION_DENIED may come from a proxy: gRPC maps HTTP 403 to it.
inline constexpr char kRefusalMetadata[] = "telemetry-refusal";

}  // namespace telemetry

#endif  // UPLOAD_GRPC_PROTOCOL_H_
