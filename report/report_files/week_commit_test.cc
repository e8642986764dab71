#include "report/report_files/week_commit.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/testing/telemetry_dir_fixture.h"
#include "tests/util/status_matchers.h"

namespace telemetry::report_internal {
namespace {

using telemetry::testutil::TelemetryDirFixture;
using ::testing::ElementsAre;
using ::testing::EndsWith;
using ::testing::IsEmpty;

constexpr absl::CivilDay kWeek(2026, 11, 18);

class WeekCommitTest : public ::testing::Test {
 protected:
  // Begins the week and claims local/NAME.v1.count for each name.
  void Claim(const std::vector<std::string>& names) {
    ASSERT_THAT(week_.Begin(), IsOk());
    for (const std::string& name : names) {
      ASSERT_THAT(week_.Claim(fixture_.dir().local_dir() + "/" + name + ".v1.count"), IsOk());
    }
  }

  TelemetryDirFixture fixture_;
  DiskChanges disk_;
  WeekCommit week_{fixture_.dir(), kWeek, disk_};
};

TEST_F(WeekCommitTest, PutsReportsInTheirPlacesAndRemovesWhatTheyCount) {
  fixture_.AddCounterFile("a", {});
  Claim({"a"});
  ASSERT_THAT(week_.Commit({.local = "local", .upload = "upload"}), IsOk());
  EXPECT_THAT(FindUnfinishedWeeks(fixture_.dir())->committed, ElementsAre(kWeek));
  ASSERT_THAT(week_.Finish(/*may_upload=*/true), IsOk());
  EXPECT_THAT(fixture_.LocalNames(), ElementsAre("2026-11-18.json", "local.2026-11-18.json"));
  EXPECT_EQ(fixture_.Read("local/2026-11-18.json"), "upload");
  EXPECT_EQ(fixture_.Read("local/local.2026-11-18.json"), "local");
}

TEST_F(WeekCommitTest, RollsBackToWhereItBegan) {
  fixture_.AddCounterFile("a", {});
  fixture_.AddCounterFile("b", {});
  Claim({"a", "b"});
  EXPECT_THAT(FindUnfinishedWeeks(fixture_.dir())->pending, ElementsAre(kWeek));
  EXPECT_THAT(ClaimedFiles(*ListTelemetryFiles(fixture_.dir())),
              IsOkAndHolds(ElementsAre(EndsWith("/report.2026-11-18.pending/a.v1.count"),
                                       EndsWith("/report.2026-11-18.pending/b.v1.count"))));
  fixture_.Write("local/report.2026-11-18.pending/local.json", "of a run that died");
  ASSERT_THAT(week_.RollBack(), IsOk());
  EXPECT_THAT(fixture_.LocalNames(), ElementsAre("a.v1.count", "b.v1.count"));
  EXPECT_THAT(week_.RollBack(), IsOk());
}

TEST_F(WeekCommitTest, NeverPutsAFileInPlaceOfAnother) {
  fixture_.AddCounterFile("a", {.counts = {{"old", 1}}});
  Claim({"a"});
  fixture_.AddCounterFile("a", {.counts = {{"new", 1}}});
  ASSERT_THAT(week_.RollBack(), IsOk());
  EXPECT_THAT(fixture_.LocalNames(), ElementsAre("2.a.v1.count", "a.v1.count"));
}

TEST_F(WeekCommitTest, PassesOverAFileThatSomebodyElseTook) {
  Claim({"absent"});
  EXPECT_THAT(week_.Claimed(), IsOkAndHolds(IsEmpty()));
}

TEST_F(WeekCommitTest, TakesNoOtherDirectoryForItsOwn) {
  fixture_.Write("local/report.2026-11-18.json", "");
  fixture_.Write("local/report.soon.pending", "");
  fixture_.Write("local/2026-11-18.committed", "");
  const absl::StatusOr<UnfinishedWeeks> weeks = FindUnfinishedWeeks(fixture_.dir());
  ASSERT_THAT(weeks, IsOk());
  EXPECT_THAT(weeks->pending, IsEmpty());
  EXPECT_THAT(weeks->committed, IsEmpty());
}

}  // namespace
}  // namespace telemetry::report_internal
