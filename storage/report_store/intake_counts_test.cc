#include "storage/report_store/intake_counts.h"

#include <optional>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr absl::CivilDay kDay(2026, 12, 2);

TEST(IntakeCountsTest, NamesOfKindsLeadBackToThem) {
  for (const IntakeKind kind :
       {IntakeKind::kOutcome, IntakeKind::kConfig, IntakeKind::kDelay, IntakeKind::kDrop}) {
    EXPECT_EQ(IntakeKindOf(IntakeKindName(kind)), kind);
  }
  EXPECT_EQ(IntakeKindOf("other"), std::nullopt);
}

TEST(IntakeCountsTest, EveryDelayHasAName) {
  EXPECT_EQ(IntakeDelayName(-3), "0");
  for (int days = 0; days <= 7; ++days) EXPECT_EQ(IntakeDelayName(days), std::to_string(days));
  EXPECT_EQ(IntakeDelayName(8), "8-14");
  EXPECT_EQ(IntakeDelayName(14), "8-14");
  EXPECT_EQ(IntakeDelayName(15), "15-28");
  EXPECT_EQ(IntakeDelayName(1000), "15-28");
  for (int days = -1; days < 40; ++days) {
    const std::string name = IntakeDelayName(days);
    EXPECT_THAT(kIntakeDelays, Contains(absl::string_view(name)));
  }
}

TEST(IntakeCountsTest, AReportThatIsNotStoredCountsOnlyAsThat) {
  const ReportArrival arrival{.day = kDay, .keys = {{IntakeKind::kConfig, "v1"}}};
  IntakeSum sum;
  EXPECT_THAT(sum.Counts(), IsEmpty());
  sum.AddReport(arrival, kIntakeStored);
  sum.AddReport(arrival, kIntakeStored);
  sum.AddReport(arrival, kIntakeAgain);
  EXPECT_THAT(sum.Counts(), ElementsAre(IntakeCount{kDay, {IntakeKind::kOutcome, "sent again"}, 1},
                                        IntakeCount{kDay, {IntakeKind::kOutcome, "stored"}, 2},
                                        IntakeCount{kDay, {IntakeKind::kConfig, "v1"}, 2}));
}

}  // namespace
}  // namespace telemetry
