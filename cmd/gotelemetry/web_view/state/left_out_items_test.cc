#include "cmd/gotelemetry/web_view/state/left_out_items.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/left_out.h"
#include "report/local_counts/weekly_counts.h"
#include "report/report.pb.h"
#include "report/testing/report_fixture.h"

namespace telemetry::cmd {
namespace {

using ::telemetry::testutil::SmallApproved;
using ::telemetry::testutil::ToolReport;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

WeekCounts Week(int day, const v1::Report& report) {
  return {
      absl::CivilDay(2026, 11, day), false, {report.programs().begin(), report.programs().end()}};
}

// "version: kind name: reason" for each item.
std::vector<std::string> Lines(const std::vector<WeekCounts>& weeks) {
  std::vector<std::string> lines;
  for (const ItemLeftOut& item :
       FindItemsLeftOut(weeks, SmallApproved(), absl::CivilDay(2026, 11, 30))) {
    lines.push_back(absl::StrCat(item.version, ": ", ItemKindName(item.item.kind), " ",
                                 item.item.name, ": ", item.item.reason));
  }
  return lines;
}

TEST(LeftOutItemsTest, AreNoneWhereEverythingIsApproved) {
  EXPECT_THAT(Lines({}), IsEmpty());
  EXPECT_THAT(Lines({Week(18, ToolReport(0.5, R"({"tool/plain": 1})"))}), IsEmpty());
}

TEST(LeftOutItemsTest, NameAnItemOnceForAllWeeks) {
  const v1::Report report = ToolReport(0.5, R"({"tool/secret": 1})", R"({"tool/crash\nmain": 1})");
  EXPECT_THAT(Lines({Week(11, report), Week(18, report)}),
              ElementsAre(::testing::StartsWith("v1.0.0: counter tool/secret: "),
                          ::testing::StartsWith("v1.0.0: stack tool/crash: ")));
}

TEST(LeftOutItemsTest, CountWhatIsApprovedInSomeReportsAsApproved) {
  EXPECT_THAT(Lines({Week(18, ToolReport(0.5, R"({"tool/rare": 1})"))}), IsEmpty());
}

TEST(LeftOutItemsTest, NameAWholeProgramWhoseVersionIsNotApproved) {
  v1::Report report = ToolReport(0.5, R"({"tool/plain": 1})");
  report.mutable_programs(0)->set_version("v9.0.0");
  EXPECT_THAT(Lines({Week(18, report)}), ElementsAre(::testing::StartsWith("v9.0.0: program : ")));
}

}  // namespace
}  // namespace telemetry::cmd
