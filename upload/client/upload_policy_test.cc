#include "upload/client/upload_policy.h"

#include <optional>

#include "absl/time/civil_time.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

constexpr absl::CivilDay kReportDay(2026, 11, 18);

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

}  // namespace
}  // namespace telemetry
