#include "upload/client/connection/call_verdict.h"

#include "absl/status/status.h"

namespace telemetry {

CallVerdict ClassifyCall(absl::StatusCode code, bool is_marked_refusal) {
  switch (code) {
    case absl::StatusCode::kOk:
      return CallVerdict::kAccepted;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kAlreadyExists:
      return CallVerdict::kRefusedForGood;
    case absl::StatusCode::kPermissionDenied:
      return is_marked_refusal ? CallVerdict::kRefusedForGood : CallVerdict::kTryLater;
    default:
      return CallVerdict::kTryLater;
  }
}

}  // namespace telemetry
