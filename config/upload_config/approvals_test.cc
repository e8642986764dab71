#include "config/upload_config/approvals.h"

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "config/upload_config/approved_counters.h"
#include "config/upload_config/upload_config.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr absl::CivilDay Day(int day) { return absl::CivilDay(2026, 11, day); }

ApprovedCounters Named(const std::string& version) {
  return ApprovedCounters(v1::UploadConfig(), version);
}

std::vector<std::string> VersionsFor(const Approvals& approvals, absl::CivilDay begin) {
  std::vector<std::string> versions;
  for (const ApprovedCounters* approved : approvals.For(begin)) {
    versions.push_back(approved->version());
  }
  return versions;
}

TEST(ApprovalsTest, AConfigFromAFileAppliesToEveryWeek) {
  const Approvals approvals(Named("file"));
  EXPECT_THAT(VersionsFor(approvals, absl::CivilDay(1, 1, 1)), ElementsAre("file"));
}

TEST(ApprovalsTest, NothingIsApprovedOfAWeekThatBeganBeforeAConfigWasReceived) {
  const Approvals approvals({{Day(10), Named("first")}});
  EXPECT_THAT(VersionsFor(approvals, Day(9)), IsEmpty());
  EXPECT_THAT(VersionsFor(approvals, Day(10)), IsEmpty());
  EXPECT_THAT(VersionsFor(approvals, Day(11)), ElementsAre("first"));
}

TEST(ApprovalsTest, ALaterConfigAddsOnlyToWeeksThatBeganAfterIt) {
  const Approvals approvals({{Day(1), Named("a")}, {Day(10), Named("b")}, {Day(10), Named("c")}});
  EXPECT_EQ(approvals.latest().version(), "c");
  EXPECT_THAT(VersionsFor(approvals, Day(2)), ElementsAre("c", "a"));
  EXPECT_THAT(VersionsFor(approvals, Day(10)), ElementsAre("c", "a"));
  EXPECT_THAT(VersionsFor(approvals, Day(11)), ElementsAre("c"));
}

TEST(ApprovalsTest, ApprovesNothingWithoutAConfig) {
  const Approvals approvals(std::vector<Approvals::Received>{});
  EXPECT_THAT(VersionsFor(approvals, Day(1)), IsEmpty());
  EXPECT_EQ(approvals.latest().FindProgram("p"), nullptr);
}

}  // namespace
}  // namespace telemetry
