#include "upload/client/connection/call_verdict.h"

#include "absl/status/status.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

TEST(ClassifyCallTest, RefusesForGoodOnlyWhatNoLaterTryCanChange) {
  const struct {
    absl::StatusCode code;
    CallVerdict verdict;
  } kTable[] = {
      {absl::StatusCode::kOk, CallVerdict::kAccepted},
      {absl::StatusCode::kCancelled, CallVerdict::kTryLater},
      {absl::StatusCode::kUnknown, CallVerdict::kTryLater},
      {absl::StatusCode::kInvalidArgument, CallVerdict::kRefusedForGood},
      {absl::StatusCode::kDeadlineExceeded, CallVerdict::kTryLater},
      {absl::StatusCode::kNotFound, CallVerdict::kTryLater},
      {absl::StatusCode::kAlreadyExists, CallVerdict::kRefusedForGood},
      {absl::StatusCode::kPermissionDenied, CallVerdict::kRefusedForGood},
      {absl::StatusCode::kResourceExhausted, CallVerdict::kTryLater},
      {absl::StatusCode::kFailedPrecondition, CallVerdict::kTryLater},
      {absl::StatusCode::kAborted, CallVerdict::kTryLater},
      {absl::StatusCode::kOutOfRange, CallVerdict::kTryLater},
      {absl::StatusCode::kUnimplemented, CallVerdict::kTryLater},
      {absl::StatusCode::kInternal, CallVerdict::kTryLater},
      {absl::StatusCode::kUnavailable, CallVerdict::kTryLater},
      {absl::StatusCode::kDataLoss, CallVerdict::kTryLater},
      {absl::StatusCode::kUnauthenticated, CallVerdict::kTryLater},
      {static_cast<absl::StatusCode>(99), CallVerdict::kTryLater},
  };
  for (const auto& [code, verdict] : kTable) {
    EXPECT_EQ(ClassifyCall(code, true), verdict) << absl::StatusCodeToString(code);
    if (code == absl::StatusCode::kPermissionDenied) continue;
    EXPECT_EQ(ClassifyCall(code, false), verdict) << absl::StatusCodeToString(code);
  }
}

TEST(ClassifyCallTest, TriesLaterWhatAProxyForbids) {
  EXPECT_EQ(ClassifyCall(absl::StatusCode::kPermissionDenied, false), CallVerdict::kTryLater);
}

}  // namespace
}  // namespace telemetry
