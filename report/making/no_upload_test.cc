#include "report/making/no_upload.h"

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "config/mode.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

TEST(NoUploadTest, SaysEachReasonWithItsValues) {
  EXPECT_EQ(NoUploadText(ModeIsNotOn{Mode::kLocal}), "the mode is local");
  EXPECT_EQ(NoUploadText(ReportMadeBefore{}), "a report of that week was made before");
  EXPECT_EQ(NoUploadText(EndedTooLongAgo{absl::Hours(21 * 24)}),
            "the week ended more than 21 days ago");
  EXPECT_EQ(NoUploadText(CountedBeforeConsent{absl::CivilDay(2026, 11, 18)}),
            "some of it was counted before or on the day of consent, 2026-11-18");
  EXPECT_EQ(NoUploadText(NotInSample{.x = 0.5, .sample_rate = 0.25}),
            "the report's X, 0.5, is above the sample rate, 0.25");
}

}  // namespace
}  // namespace telemetry
