#include "report/making/internal/approval.h"

#include <string>

#include "gtest/gtest.h"
#include "report/report.pb.h"
#include "report/testing/report_fixture.h"

namespace telemetry::report_internal {
namespace {

using telemetry::testutil::SmallApproved;
using telemetry::testutil::ToolReport;

TEST(ShortenedTest, CutsBetweenCharacters) {
  EXPECT_EQ(Shortened(""), "");
  EXPECT_EQ(Shortened(std::string(100, 'a')), std::string(100, 'a'));
  EXPECT_EQ(Shortened(std::string(101, 'a')), std::string(100, 'a') + "...");
  EXPECT_EQ(Shortened(std::string(99, 'a') + "é"), std::string(99, 'a') + "...");
  EXPECT_EQ(Shortened("a\xff"), "a\uFFFD");
}

TEST(NotInConfigTest, EscapesWhatATerminalWouldObey) {
  EXPECT_EQ(NotInConfig("counter", "a\x1b[31m\n\"é"),
            "counter \"a\\033[31m\\n\\\"é\" is not in the config");
}

std::string WhyNotProgramOf(const v1::ProgramReport& entry) {
  const ApprovedCounters approved = SmallApproved();
  return WhyNotProgram(entry, approved, approved.FindProgram(entry.program()));
}

TEST(WhyNotProgramTest, ChecksCompilerProgramAndVersionButNotThePlatform) {
  v1::ProgramReport entry = ToolReport(0.5, "{}").programs(0);
  entry.set_goos("templeos");
  entry.set_goarch("z80");
  EXPECT_EQ(WhyNotProgramOf(entry), "");
  entry.set_version("go1.26.0");
  EXPECT_EQ(WhyNotProgramOf(entry), "version \"go1.26.0\" is not in the config");
  entry.set_program("evil/x");
  EXPECT_EQ(WhyNotProgramOf(entry), "program \"evil/x\" is not in the config");
  entry.set_go_version("");
  EXPECT_EQ(WhyNotProgramOf(entry), "GoVersion \"\" is not in the config");
}

}  // namespace
}  // namespace telemetry::report_internal
