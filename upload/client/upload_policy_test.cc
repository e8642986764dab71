#include "upload/client/upload_policy.h"

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

constexpr absl::CivilDay kReportDay(2026, 11, 18);

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

TEST(WhyWithheldTest, SendsAReportOfToday) {
  EXPECT_EQ(WhyWithheld(true, std::nullopt, kReportDay, kReportDay), std::nullopt);
}

TEST(WhyWithheldTest, SendsAnOldReport) {
  EXPECT_EQ(WhyWithheld(true, std::nullopt, kReportDay, kReportDay + 1000), std::nullopt);
}

TEST(WhyWithheldTest, NeverSendsAReportDatedAfterToday) {
  EXPECT_EQ(WhyWithheld(true, std::nullopt, kReportDay, kReportDay - 1),
            WithheldReason::kDatedAfterToday);
}

TEST(WhyWithheldTest, SendsOnlyReportsYoungerThanTheConsent) {
  EXPECT_EQ(WhyWithheld(true, kReportDay - 1, kReportDay, kReportDay), std::nullopt);
  EXPECT_EQ(WhyWithheld(true, kReportDay, kReportDay, kReportDay),
            WithheldReason::kConsentNotBeforeReportDay);
  EXPECT_EQ(WhyWithheld(true, kReportDay + 1, kReportDay, kReportDay + 2),
            WithheldReason::kConsentNotBeforeReportDay);
}

TEST(WhyWithheldTest, SendsNothingWhenUploadsAreNotAllowed) {
  EXPECT_EQ(WhyWithheld(false, std::nullopt, kReportDay, kReportDay),
            WithheldReason::kUploadNotAllowed);
}

TEST(WithheldTextTest, SaysWhy) {
  EXPECT_EQ(WithheldText(WithheldReason::kDatedAfterToday), "it is dated after today");
}

TEST(ChooseTransportTest, IsTlsToARemoteHost) {
  EXPECT_EQ(*ChooseTransport(*ParseHostPort("stats.example.com:443"), {}), Transport::kTls);
}

TEST(ChooseTransportTest, IsPlainTextToThisMachine) {
  EXPECT_EQ(*ChooseTransport(*ParseHostPort("127.0.0.1:8443"), {}), Transport::kPlainText);
}

TEST(ChooseTransportTest, IsPlainTextToARemoteHostOnlyWhenAllowed) {
  EXPECT_EQ(*ChooseTransport(*ParseHostPort("stats.example.com:443"), {.allow_plain_text = true}),
            Transport::kPlainText);
}

TEST(ChooseTransportTest, IsTlsToThisMachineWhenCertificatesAreGiven) {
  EXPECT_EQ(*ChooseTransport(*ParseHostPort("localhost:8443"), {.tls_root_certificates = "PEM"}),
            Transport::kTls);
}

TEST(ChooseTransportTest, RefusesCertificatesTogetherWithPlainText) {
  EXPECT_TRUE(absl::IsInvalidArgument(
      ChooseTransport(*ParseHostPort("a.example:443"),
                      {.allow_plain_text = true, .tls_root_certificates = "PEM"})
          .status()));
}

}  // namespace
}  // namespace telemetry
