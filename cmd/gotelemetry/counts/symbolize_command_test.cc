#include "cmd/gotelemetry/counts/symbolize_command.h"

#include "cmd/gotelemetry/testing/command_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/testing/telemetry_dir_fixture.h"
#include "storage/files/file.h"

namespace telemetry::cmd {
namespace {

using ::telemetry::testutil::CounterFileBytes;
using ::testing::HasSubstr;

constexpr char kOwnProgram[] = "/proc/self/exe";
constexpr char kStacks[] = "tests/golden/counter_files/stacks.v1.count";

class SymbolizeCommandTest : public CommandFixture {
 protected:
  SymbolizeCommandTest() : CommandFixture(&AddSymbolizeCommand) {}
};

TEST_F(SymbolizeCommandTest, PrintsStacksAndTheirCounts) {
  const Outcome outcome = Run({"symbolize", "--binary", kOwnProgram, kStacks});
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_EQ(outcome.err, "");
  EXPECT_THAT(outcome.out, HasSubstr("3 tool/bug\n  main.rec:+2,+0x17\n  main.main:+34,+0xcd2\n"));
}

TEST_F(SymbolizeCommandTest, LeavesOutWhatIsNoStack) {
  const Outcome outcome = Run({"symbolize", "--binary", kOwnProgram, kStacks});
  EXPECT_THAT(outcome.out, ::testing::Not(HasSubstr("tool/plain")));
}

TEST_F(SymbolizeCommandTest, PrintsTheTelemetryDirectoryIfNoFileIsGiven) {
  Write("collectors/localhost_1/local/a.v1.count", *ReadFile(kStacks, 1 << 20));
  const Outcome outcome = Run({"symbolize", "--binary", kOwnProgram});
  EXPECT_THAT(outcome.out, HasSubstr("3 tool/bug\n"));
}

TEST_F(SymbolizeCommandTest, LetsNoNameSteerTheTerminal) {
  Write("collectors/localhost_1/local/a.v1.count",
        CounterFileBytes({.counts = {{"tool/\x1b[2J\nmain.main:+1,+0x2", 3}}}));
  const Outcome outcome = Run({"symbolize", "--binary", kOwnProgram});
  EXPECT_EQ(outcome.out, "3 tool/?[2J\n  main.main:+1,+0x2\n");
}

TEST_F(SymbolizeCommandTest, NamesADirectoryThatCannotBeRead) {
  Write("collectors/localhost_1/local", "a file in its place");
  const Outcome outcome = Run({"symbolize", "--binary", kOwnProgram});
  EXPECT_EQ(outcome.exit_status, kFailed);
  EXPECT_THAT(outcome.err, HasSubstr(dir().local_dir()));
}

TEST_F(SymbolizeCommandTest, SaysThatABinaryHasNoLines) {
  const Outcome outcome = Run({"symbolize", "--binary", "/bin/true", kStacks});
  EXPECT_EQ(outcome.exit_status, kFailed);
  EXPECT_THAT(outcome.err, HasSubstr("/bin/true: no source lines in it"));
  EXPECT_THAT(outcome.out, HasSubstr("3 tool/bug\n"));
}

TEST_F(SymbolizeCommandTest, ReadsReportsAndSymbolFiles) {
  Write("report.json", R"({"Programs": [{"Stacks":
      {"crash/crash\nwc@3f2a9c0b6d1e4f58._ZN4tool5CountEv:@0x11d0,+0x1b": 2}}]})");
  Write("symbols/3f2a9c0b6d1e4f58a2.symbols",
        "gotelemetry symbols 1\nbuild 3f2a9c0b6d1e4f58a2\nobject wc\nt tool::Count\nt tool/wc.cc\n"
        "f 1 117 11d0\nr 11d0 1 2 120\nr 1200 0 0 0\n");
  const Outcome outcome =
      Run({"symbolize", "--symbols", root().path() + "/symbols", root().path() + "/report.json"});
  EXPECT_EQ(outcome.exit_status, kDone) << outcome.err;
  EXPECT_EQ(outcome.out, "2 crash/crash\n  wc.tool::Count:+3,+0x1b  tool/wc.cc:120\n");
}

TEST_F(SymbolizeCommandTest, NeedsABinary) {
  EXPECT_EQ(Run({"symbolize"}).exit_status, kWrongUsage);
}

TEST_F(SymbolizeCommandTest, NamesABinaryThatIsMissing) {
  const Outcome outcome = Run({"symbolize", "--binary", "/nonexistent", kStacks});
  EXPECT_EQ(outcome.exit_status, kFailed);
  EXPECT_THAT(outcome.err, HasSubstr("/nonexistent"));
  EXPECT_EQ(outcome.out, "");
}

}  // namespace
}  // namespace telemetry::cmd
