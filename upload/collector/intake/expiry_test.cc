#include "upload/collector/intake/expiry.h"

#include <cmath>

#include "gtest/gtest.h"
#include "report/testing/report_fixture.h"

namespace telemetry::upload_internal {
namespace {

TEST(ExpiryTest, CountsTheDaysUntilTheNextApprovalEnds) {
  const v1::UploadConfig config = testutil::ApprovedFrom(R"({"Programs": [{"Name": "p",
      "Counters": [{"Name": "a", "Rate": 1}, {"Name": "b", "Rate": 1, "Expires": "2026-12-10"}],
      "Stacks": [{"Name": "c", "Rate": 1, "Expires": "2026-12-01"}]}]})")
                                      .config();
  Expiry expiry = ExpiryOn(absl::CivilDay(2026, 11, 30), config);
  EXPECT_EQ(expiry.days_until_next, 1);
  EXPECT_EQ(expiry.ended, 0);
  expiry = ExpiryOn(absl::CivilDay(2026, 12, 1), config);
  EXPECT_EQ(expiry.days_until_next, 9);
  EXPECT_EQ(expiry.ended, 1);
  expiry = ExpiryOn(absl::CivilDay(2026, 12, 10), config);
  EXPECT_TRUE(std::isinf(expiry.days_until_next));
  EXPECT_EQ(expiry.ended, 2);
}

}  // namespace
}  // namespace telemetry::upload_internal
