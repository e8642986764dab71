#include "report/making/report_filter.h"

#include <cmath>
#include <random>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "report/report_json.h"
#include "report/testing/report_fixture.h"

namespace telemetry {
namespace {

constexpr absl::CivilDay kToday(2026, 11, 19);

using google::protobuf::util::MessageDifferencer;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testutil::SmallApproved;
using testutil::ToolReport;

constexpr char kTool[] = "example.com/tool";

MATCHER_P3(Item, kind, name, reason, "") { return arg == LeftOut{kTool, kind, name, reason}; }

TEST(ReportFilterTest, KeepsEverythingThatIsApproved) {
  const v1::Report report = ToolReport(0.5, R"({"tool/plain": 1, "tool/size:large": 2})",
                                       R"({"tool/bug\nmain.f:+1,+0x2": 3})");
  const FilterResult result = FilterReport(report, SmallApproved(), kToday);
  EXPECT_EQ(ReportToJson(result.kept), ReportToJson(report));
  EXPECT_THAT(result.left_out, IsEmpty());
}

TEST(ReportFilterTest, LeavesOutCountersThatTheConfigDoesNotListForTheProgram) {
  const v1::Report report = ToolReport(
      0.5, R"({"tool/plain": 1, "secret": 2, "tool/size": 3, "tool/size:": 4, "tool/size:larg": 5,
               "go/invocations": 6, "tool/bug": 7})");
  const FilterResult result = FilterReport(report, SmallApproved(), kToday);
  EXPECT_EQ(ReportToJson(result.kept), ReportToJson(ToolReport(0.5, R"({"tool/plain": 1})")));
  EXPECT_THAT(
      result.left_out,
      ElementsAre(
          Item(ItemKind::kCounter, "go/invocations",
               "counter \"go/invocations\" is not in the config"),
          Item(ItemKind::kCounter, "secret", "counter \"secret\" is not in the config"),
          Item(ItemKind::kCounter, "tool/bug", "counter \"tool/bug\" is not in the config"),
          Item(ItemKind::kCounter, "tool/size", "counter \"tool/size\" is not in the config"),
          Item(ItemKind::kCounter, "tool/size:", "counter \"tool/size:\" is not in the config"),
          Item(ItemKind::kCounter, "tool/size:larg",
               "counter \"tool/size:larg\" is not in the config")));
}

TEST(ReportFilterTest, JudgesAStackByItsFirstLine) {
  const v1::Report report = ToolReport(0.5, "{}", R"({"tool/bug\na": 1, "tool/bug\nb": 2,
      "tool/bugs\na": 3, "tool/bugs\nb": 4, "tool/plain\na": 5})");
  const FilterResult result = FilterReport(report, SmallApproved(), kToday);
  EXPECT_EQ(ReportToJson(result.kept),
            ReportToJson(ToolReport(0.5, "{}", R"({"tool/bug\na": 1, "tool/bug\nb": 2})")));
  EXPECT_THAT(
      result.left_out,
      ElementsAre(
          Item(ItemKind::kStack, "tool/bugs", "stack \"tool/bugs\" is not in the config"),
          Item(ItemKind::kStack, "tool/plain", "stack \"tool/plain\" is not in the config")));
}

TEST(ReportFilterTest, FramesTellOnlyOfBuildsThatTheConfigListsForTheProgram) {
  const ApprovedCounters approved = testutil::ApprovedFrom(
      R"({"GoVersion": ["gcc"], "Programs": [
          {"Name": "example.com/tool", "MinVersion": "v1.0.0",
           "Stacks": [{"Name": "tool/bug", "Rate": 1}],
           "Builds": [{"File": "tool", "IDs": ["3f2a9c0b6d1e4f58"]}]},
          {"Name": "example.com/other", "MinVersion": "v1.0.0",
           "Builds": [{"File": "other", "IDs": ["0011223344556677"]}]}]})");
  const v1::Report report = ToolReport(0.5, "{}", R"({
      "tool/bug\ntool@3f2a9c0b6d1e4f58.f:@0x10,+0x2\nother@0011223344556677.g:@0x10,+0x3": 1,
      "tool/bug\ntool@0011223344556677.f:@0x10,+0x2": 2,
      "tool/bug\ntool@8899aabbccddeeff.f:@0x20,+0x2": 4})");
  const FilterResult result = FilterReport(report, approved, kToday);
  EXPECT_EQ(ReportToJson(result.kept), ReportToJson(ToolReport(0.5, "{}", R"({
      "tool/bug\ntool@3f2a9c0b6d1e4f58.f:@0x10,+0x2\n?.g:@0x0,+0x3": 1,
      "tool/bug\ntool.f:@0x0,+0x2": 6})")));
  EXPECT_THAT(result.left_out,
              ElementsAre(Item(ItemKind::kFrames, "tool/bug",
                               "some are of builds that are not in the config, so of them only "
                               "function and offset remain")));
}

TEST(ReportFilterTest, KeepsACounterUpToItsRate) {
  const std::string counters = R"({"tool/rare": 1})";
  EXPECT_THAT(FilterReport(ToolReport(0.1, counters), SmallApproved(), kToday).left_out, IsEmpty());
  EXPECT_THAT(FilterReport(ToolReport(0.25, counters), SmallApproved(), kToday).left_out,
              ElementsAre(Item(ItemKind::kCounter, "tool/rare",
                               "the report's X, 0.25, is above its rate, 0.1")));
}

TEST(ReportFilterTest, KeepsAnEntryThatLosesEveryCounter) {
  const FilterResult result =
      FilterReport(ToolReport(0.5, R"({"secret": 1})"), SmallApproved(), kToday);
  ASSERT_EQ(result.kept.programs_size(), 1);
  EXPECT_THAT(result.kept.programs(0).counters(), IsEmpty());
}

TEST(ReportFilterTest, LeavesOutEntriesWhoseCompilerProgramOrVersionIsNotListed) {
  const v1::Report good = ToolReport(0.5, R"({"tool/plain": 1})");
  v1::Report report = good;
  report.mutable_programs(0)->set_go_version("gcc3.3.5");
  *report.add_programs() = good.programs(0);
  report.mutable_programs(1)->set_version("v0.9.0");
  *report.add_programs() = good.programs(0);
  *report.add_programs() = good.programs(0);
  report.mutable_programs(3)->set_program("example.com/\"other\"");

  const FilterResult result = FilterReport(report, SmallApproved(), kToday);
  EXPECT_EQ(ReportToJson(result.kept), ReportToJson(good));
  EXPECT_THAT(
      result.left_out,
      ElementsAre(Item(ItemKind::kProgram, "", "GoVersion \"gcc3.3.5\" is not in the config"),
                  Item(ItemKind::kProgram, "", "version \"v0.9.0\" is not in the config"),
                  LeftOut{"example.com/\"other\"", ItemKind::kProgram, "",
                          "program \"example.com/\\\"other\\\"\" is not in the config"}));
}

TEST(ReportFilterTest, LeavesThePlatformToTheCollector) {
  v1::Report report = ToolReport(0.5, "{}");
  report.mutable_programs(0)->set_goos("templeos");
  report.mutable_programs(0)->set_goarch("z80");
  EXPECT_THAT(FilterReport(report, SmallApproved(), kToday).left_out, IsEmpty());
}

// A report in which each part is randomly approved or not.
v1::Report AnyReport(std::mt19937& random) {
  const auto pick = [&](std::vector<std::string> from) { return from[random() % from.size()]; };
  v1::Report report = ToolReport(std::ldexp(random(), -32), "{}");
  report.clear_programs();
  for (int n = random() % 6; n > 0; --n) {
    v1::ProgramReport& entry = *report.add_programs();
    entry.set_program(pick({kTool, "cmd/go", "other"}));
    entry.set_version(pick({"v1.0.0", "go1.26.0", "v9"}));
    entry.set_go_version(pick({"gcc12.2.0", "go1.26.0", "x"}));
    for (int k = random() % 5; k > 0; --k) {
      (*entry.mutable_counters())[pick({"tool/plain", "tool/rare", "go/invocations", "x"})] =
          random();
      (*entry.mutable_stacks())[pick({"tool/bug\n", "x\n"}) +
                                pick({"a", "b@1", "a@01.f:@0x1,+0x2"})] = random();
    }
  }
  return report;
}

TEST(ReportFilterTest, RemovesWhatHasExpiredFromItsDayOn) {
  const ApprovedCounters approved = testutil::ApprovedFrom(
      R"({"GoVersion": ["gcc"], "Programs": [{"Name": "example.com/tool", "MinVersion": "v1.0.0",
          "Counters": [{"Name": "tool/plain", "Rate": 1, "Expires": "2026-12-01"},
                       {"Name": "tool/stays", "Rate": 1, "Expires": "2026-12-02"}],
          "Stacks": [{"Name": "tool/bug", "Rate": 1, "Expires": "2026-12-01"}]}]})");
  const v1::Report report =
      ToolReport(0.5, R"({"tool/plain": 1, "tool/stays": 1})", R"({"tool/bug\nmain": 1})");
  EXPECT_THAT(FilterReport(report, approved, absl::CivilDay(2026, 11, 30)).left_out, IsEmpty());
  EXPECT_THAT(
      FilterReport(report, approved, absl::CivilDay(2026, 12, 1)).left_out,
      testing::ElementsAre(LeftOut{"example.com/tool", ItemKind::kCounter, "tool/plain",
                                   "the approval of counter \"tool/plain\" ended on 2026-12-01"},
                           LeftOut{"example.com/tool", ItemKind::kStack, "tool/bug",
                                   "the approval of stack \"tool/bug\" ended on 2026-12-01"}));
}

TEST(ReportFilterTest, FilteringTwiceChangesNothing) {
  std::mt19937 random(1);
  const ApprovedCounters approved = SmallApproved();
  for (int i = 0; i < 500; ++i) {
    const FilterResult once = FilterReport(AnyReport(random), approved, kToday);
    const FilterResult twice = FilterReport(once.kept, approved, kToday);
    EXPECT_TRUE(MessageDifferencer::Equals(once.kept, twice.kept));
    EXPECT_THAT(twice.left_out, IsEmpty());
  }
}

}  // namespace
}  // namespace telemetry
