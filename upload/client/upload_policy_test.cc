#include "upload/client/upload_policy.h"

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

constexpr absl::CivilDay kWeek(2026, 11, 18);

TEST(ClassifyAnswerTest, RefusesForGoodOnlyWhatNoLaterTryCanChange) {
  const struct {
    absl::StatusCode code;
    AnswerMeaning meaning;
  } kTable[] = {
      {absl::StatusCode::kOk, AnswerMeaning::kAccepted},
      {absl::StatusCode::kCancelled, AnswerMeaning::kTryLater},
      {absl::StatusCode::kUnknown, AnswerMeaning::kTryLater},
      {absl::StatusCode::kInvalidArgument, AnswerMeaning::kRefusedForGood},
      {absl::StatusCode::kDeadlineExceeded, AnswerMeaning::kTryLater},
      {absl::StatusCode::kNotFound, AnswerMeaning::kTryLater},
      {absl::StatusCode::kAlreadyExists, AnswerMeaning::kRefusedForGood},
      {absl::StatusCode::kPermissionDenied, AnswerMeaning::kRefusedForGood},
      {absl::StatusCode::kResourceExhausted, AnswerMeaning::kTryLater},
      {absl::StatusCode::kFailedPrecondition, AnswerMeaning::kTryLater},
      {absl::StatusCode::kAborted, AnswerMeaning::kTryLater},
      {absl::StatusCode::kOutOfRange, AnswerMeaning::kTryLater},
      {absl::StatusCode::kUnimplemented, AnswerMeaning::kTryLater},
      {absl::StatusCode::kInternal, AnswerMeaning::kTryLater},
      {absl::StatusCode::kUnavailable, AnswerMeaning::kTryLater},
      {absl::StatusCode::kDataLoss, AnswerMeaning::kTryLater},
      {absl::StatusCode::kUnauthenticated, AnswerMeaning::kTryLater},
      {static_cast<absl::StatusCode>(99), AnswerMeaning::kTryLater},
  };
  for (const auto& [code, meaning] : kTable) {
    EXPECT_EQ(ClassifyAnswer(code, true), meaning) << absl::StatusCodeToString(code);
    if (code == absl::StatusCode::kPermissionDenied) continue;
    EXPECT_EQ(ClassifyAnswer(code, false), meaning) << absl::StatusCodeToString(code);
  }
}

TEST(ClassifyAnswerTest, TriesLaterWhatAProxyForbids) {
  EXPECT_EQ(ClassifyAnswer(absl::StatusCode::kPermissionDenied, false), AnswerMeaning::kTryLater);
}

TEST(WhyWithheldTest, SendsAReportOfToday) {
  EXPECT_EQ(WhyWithheld(true, std::nullopt, kWeek, kWeek), std::nullopt);
}

TEST(WhyWithheldTest, SendsAnOldReport) {
  EXPECT_EQ(WhyWithheld(true, std::nullopt, kWeek, kWeek + 1000), std::nullopt);
}

TEST(WhyWithheldTest, NeverSendsAReportDatedAfterToday) {
  EXPECT_EQ(WhyWithheld(true, std::nullopt, kWeek, kWeek - 1), Withheld::kDatedAfterToday);
}

TEST(WhyWithheldTest, SendsOnlyReportsYoungerThanTheConsent) {
  EXPECT_EQ(WhyWithheld(true, kWeek - 1, kWeek, kWeek), std::nullopt);
  EXPECT_EQ(WhyWithheld(true, kWeek, kWeek, kWeek), Withheld::kConsentNotBeforeWeek);
  EXPECT_EQ(WhyWithheld(true, kWeek + 1, kWeek, kWeek + 2), Withheld::kConsentNotBeforeWeek);
}

TEST(WhyWithheldTest, SendsNothingWhenUploadsAreNotAllowed) {
  EXPECT_EQ(WhyWithheld(false, std::nullopt, kWeek, kWeek), Withheld::kUploadNotAllowed);
}

TEST(WithheldTextTest, SaysWhy) {
  EXPECT_EQ(WithheldText(Withheld::kDatedAfterToday), "it is dated after today");
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
