// What the end of a call to a collector means for the report. Pure.

#ifndef UPLOAD_CLIENT_CONNECTION_CALL_VERDICT_H_
#define UPLOAD_CLIENT_CONNECTION_CALL_VERDICT_H_

#include "absl/status/status.h"

namespace telemetry {

// What becomes of the report.
enum class CallVerdict {
  kAccepted,        // The collector has stored it durably.
  kRefusedForGood,  // No later try can succeed; remove it.
  kTryLater,        // Keep it.
};

// OK means accepted. INVALID_ARGUMENT and ALREADY_EXISTS (with different content) are refused for
// good. So is PERMISSION_DENIED if the collector has marked it as its own (`is_marked_refusal`,
// kRefusalMetadata); gRPC also maps HTTP 403 to it, which a proxy may send to everybody for an
// hour. Everything else may pass, including codes that no collector should send: keeping a report
// too long costs one request per run, dropping one too early loses it.
CallVerdict ClassifyCall(absl::StatusCode code, bool is_marked_refusal);

}  // namespace telemetry

#endif  // UPLOAD_CLIENT_CONNECTION_CALL_VERDICT_H_
