#include "upload/collector/intake/drops.h"

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/making/check_upload.h"
#include "report/testing/report_fixture.h"

namespace telemetry::upload_internal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testutil::ToolReport;

constexpr absl::CivilDay kDay(2026, 11, 30);

class DropsTest : public ::testing::Test {
 protected:
  std::vector<Drop> Drops(const v1::Report& report) { return DropsOf(report, approved_, kDay); }

  static v1::ProgramReport& Entry(v1::Report& report) { return *report.mutable_programs(0); }

  const ApprovedCounters approved_ = testutil::SmallApproved();
};

TEST_F(DropsTest, AreNoneOfAReportThatIsApproved) {
  EXPECT_THAT(Drops(ToolReport(0.5, R"({"tool/plain": 1})")), IsEmpty());
}

TEST_F(DropsTest, NameAVersionThatWasForgotten) {
  v1::Report report = ToolReport(0.5, R"({"tool/plain": 1})");
  Entry(report).set_version("v1.3.0");
  EXPECT_THAT(Drops(report),
              ElementsAre(Drop{"example.com/tool", "v1.3.0", true, ItemKind::kProgram,
                               DropReason::kVersion, R"(version "v1.3.0" is not approved)", 1}));
}

TEST_F(DropsTest, DoNotNameCountersThatAreNotApproved) {
  const v1::Report report = ToolReport(0.5, R"({"tool/plain": 1, "tool/a": 1, "tool/b": 1})",
                                       R"({"tool/leak\nf:+1": 1, "tool/leak\ng:+2": 1})");
  EXPECT_THAT(Drops(report),
              ElementsAre(Drop{"example.com/tool", "v1.0.0", true, ItemKind::kCounter,
                               DropReason::kUnlisted, "a counter is not approved", 2},
                          Drop{"example.com/tool", "v1.0.0", true, ItemKind::kStack,
                               DropReason::kUnlisted, "a stack is not approved", 1}));
}

TEST_F(DropsTest, SayThatFramesAreOfBuildsThatAreNotApproved) {
  EXPECT_THAT(
      Drops(ToolReport(0.5, "{}", R"({"tool/bug\na@01.f:@0x1,+0x2": 1,
                                              "tool/bug\na@01.g:@0x1,+0x2": 1,
                                              "tool/bug\n?.f:@0x0,+0x2": 1})")),
      ElementsAre(Drop{"example.com/tool", "v1.0.0", true, ItemKind::kFrames, DropReason::kUnlisted,
                       "frames of a stack are of a build that is not approved", 1}));
}

TEST_F(DropsTest, LookAtNoFrameThatIsCutOffAnyway) {
  std::string stack = "tool/bug";
  for (int i = 0; i < 16; ++i) stack += "\\nmain.f:+1,+0x2";
  EXPECT_THAT(Drops(ToolReport(0.5, "{}", absl::StrCat("{\"", stack, "\\na.f:@0x1,+0x2\": 1}"))),
              IsEmpty());
}

TEST_F(DropsTest, SayWhatTheConfigDoesNotList) {
  const auto with = [](auto set) {
    v1::Report report = ToolReport(0.5, "{}");
    set(Entry(report));
    return report;
  };
  const std::vector<Drop> drops = {
      Drops(with([](v1::ProgramReport& entry) { entry.set_goos("plan9"); }))[0],
      Drops(with([](v1::ProgramReport& entry) { entry.set_goarch("mips"); }))[0],
      Drops(with([](v1::ProgramReport& entry) { entry.set_go_version("gcc3"); }))[0],
      Drops(with([](v1::ProgramReport& entry) { entry.set_program("x"); }))[0]};
  EXPECT_EQ(drops[0].text, R"(GOOS "plan9" is not approved)");
  EXPECT_EQ(drops[1].text, R"(GOARCH "mips" is not approved)");
  EXPECT_EQ(drops[2].text, R"(GoVersion "gcc3" is not approved)");
  EXPECT_EQ(drops[3].text, R"(program "x" is not approved)");
  EXPECT_TRUE(drops[0].program_is_approved);
  EXPECT_FALSE(drops[3].program_is_approved);
}

TEST_F(DropsTest, SayThatAnApprovalHasEnded) {
  v1::UploadConfig config = approved_.config();
  config.mutable_programs(0)->mutable_counters(0)->set_expires("2026-11-30");
  const v1::Report report =
      ToolReport(0.5, absl::StrCat("{\"", config.programs(0).counters(0).name(), "\": 1}"));
  const ApprovedCounters approved(config);
  EXPECT_THAT(DropsOf(report, approved, kDay - 1), IsEmpty());
  const std::vector<Drop> drops = DropsOf(report, approved, kDay);
  ASSERT_THAT(drops, SizeIs(1));
  EXPECT_EQ(drops[0].reason, DropReason::kEnded);
}

TEST_F(DropsTest, HaveNamesOfLimitedLength) {
  v1::Report report = ToolReport(0.5, "{}");
  std::string name = "x";
  for (int i = 0; i < 5000; ++i) name += "ä";
  Entry(report).set_program(name);
  Entry(report).set_version(name);
  const Drop drop = Drops(report)[0];
  EXPECT_LE(drop.program.size(), kMaxDropNameBytes + 3);
  EXPECT_EQ(drop.version.substr(97), "ä...");
  EXPECT_LE(drop.text.size(), 500u);  // bytes that are not ASCII are spelled out
}

// The rules are those by which reports are stored.
TEST_F(DropsTest, AgreeWithWhatIsDropped) {
  const char* kVersions[] = {"v1.0.0", "v1.3.0"};
  const char* kSystems[] = {"linux", "plan9"};
  const char* kCounters[] = {"{}", R"({"tool/plain": 1})", R"({"tool/plain": 1, "tool/no": 1})"};
  const char* kStacks[] = {"{}",
                           R"({"tool/bug\nmain.f:+1,+0x2": 1})",
                           R"({"tool/no\nmain.f:+1,+0x2": 1})",
                           R"({"tool/bug\nno frame": 1})",
                           R"({"tool/bug\na@01.f:@0x1,+0x2": 1, "tool/bug\na.f:@0x1,+0x2": 1})",
                           R"({"tool/bug\n?.f:@0x0,+0x2": 1})"};
  for (const char* version : kVersions) {
    for (const char* system : kSystems) {
      for (const char* counters : kCounters) {
        for (const char* stacks : kStacks) {
          v1::Report report = ToolReport(0.5, counters, stacks);
          Entry(report).set_version(version);
          Entry(report).set_goos(system);
          const absl::StatusOr<CheckedUpload> checked = CheckUpload(report, approved_, kDay);
          ASSERT_TRUE(checked.ok());
          EXPECT_THAT(Drops(report), SizeIs(checked->dropped.size())) << report.DebugString();
        }
      }
    }
  }
}

}  // namespace
}  // namespace telemetry::upload_internal
