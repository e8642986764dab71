#include "cmd/gotelemetry/counts/csv_command.h"

#include <string>

#include "cmd/gotelemetry/testing/command_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/testing/telemetry_dir_fixture.h"

namespace telemetry::cmd {
namespace {

using ::telemetry::testutil::CounterFileBytes;
using ::testing::HasSubstr;

class CsvCommandTest : public CommandFixture {
 protected:
  CsvCommandTest() : CommandFixture(&AddCsvCommand) {}
};

TEST_F(CsvCommandTest, PrintsEveryCounterSortedByName) {
  Write("local/a.v1.count", CounterFileBytes({.counts = {{"tool/b", 2}, {"tool/a", 1}}}));
  Write("local/b.v1.count",
        CounterFileBytes({.program = "example.com/other", .counts = {{"tool/a", 7}}}));
  Write("local/local.2026-11-11.json",
        R"({"Week":"2026-11-11","LastWeek":"","X":0.5,"Programs":[{"Program":"example.com/tool",
            "Version":"v1.0.0","GoVersion":"go1.22","GOOS":"linux","GOARCH":"arm64",
            "Counters":{"tool/a":5},"Stacks":{"bug\nmain.f:+1,+0x2":1}}],"Config":"v1.0.0"})");
  const Outcome outcome = Run({"csv"});
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_EQ(outcome.err, "");
  EXPECT_EQ(outcome.out,
            "1,\"bug\\nmain.f:+1,+0x2\",example.com/tool,v1.0.0,go1.22,linux,arm64\n"
            "7,\"tool/a\",example.com/other,v1.0.0,gcc12.2.0,linux,amd64\n"
            "1,\"tool/a\",example.com/tool,v1.0.0,gcc12.2.0,linux,amd64\n"
            "5,\"tool/a\",example.com/tool,v1.0.0,go1.22,linux,arm64\n"
            "2,\"tool/b\",example.com/tool,v1.0.0,gcc12.2.0,linux,amd64\n");
}

TEST_F(CsvCommandTest, LetsNoNameSteerTheTerminal) {
  Write("local/local.2026-11-11.json",
        R"({"Week":"2026-11-11","LastWeek":"","X":0.5,"Programs":[{"Program":"tool\u001b[2J",
            "Version":"v1","GoVersion":"go1.22","GOOS":"linux","GOARCH":"arm64",
            "Counters":{"a\u001b":5}}],"Config":"v1.0.0"})");
  EXPECT_EQ(Run({"csv"}).out, "5,\"a\\x1b\",tool?[2J,v1,go1.22,linux,arm64\n");
}

TEST_F(CsvCommandTest, PrintsWhatWasCountedForEachCollectorAndByGosPrograms) {
  Write("local/a.v1.count", CounterFileBytes({.counts = {{"tool/b", 2}}}));
  Write("collectors/localhost_1/local/a.v1.count", CounterFileBytes({.counts = {{"tool/a", 1}}}));
  Write("collectors/other.example_443/local/a.v1.count",
        CounterFileBytes({.counts = {{"tool/c", 3}}}));
  EXPECT_EQ(Run({"csv"}).out,
            "1,\"tool/a\",example.com/tool,v1.0.0,gcc12.2.0,linux,amd64\n"
            "2,\"tool/b\",example.com/tool,v1.0.0,gcc12.2.0,linux,amd64\n"
            "3,\"tool/c\",example.com/tool,v1.0.0,gcc12.2.0,linux,amd64\n");
}

TEST_F(CsvCommandTest, WithAHeaderQuotesAsRfc4180Does) {
  Write("local/a.v1.count",
        CounterFileBytes({.counts = {{"tool/a,b:\"c\"", 2}, {"bug\nmain.f:+1,+0x2", 1}}}));
  EXPECT_EQ(Run({"csv", "--header"}).out,
            "count,name,program,version,goversion,os,arch\r\n"
            "1,\"bug\nmain.f:+1,+0x2\",example.com/tool,v1.0.0,gcc12.2.0,linux,amd64\r\n"
            "2,\"tool/a,b:\"\"c\"\"\",example.com/tool,v1.0.0,gcc12.2.0,linux,amd64\r\n");
}

TEST_F(CsvCommandTest, PrintsJson) {
  Write("local/a.v1.count", CounterFileBytes({.counts = {{"tool/a", 2}}}));
  EXPECT_EQ(
      Run({"csv", "--json"}).out,
      "[\n {\n  \"count\": 2,\n  \"name\": \"tool/a\",\n  \"program\": \"example.com/tool\",\n"
      "  \"version\": \"v1.0.0\",\n  \"goversion\": \"gcc12.2.0\",\n  \"os\": \"linux\",\n"
      "  \"arch\": \"amd64\"\n }\n]\n");
  EXPECT_EQ(Run({"csv", "--json", "--header"}).exit_status, kWrongUsage);
}

TEST_F(CsvCommandTest, PrintsNothingIfNothingWasCounted) {
  const Outcome outcome = Run({"csv"});
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_EQ(outcome.out, "");
}

TEST_F(CsvCommandTest, FailsIfCountsAreMissingButPrintsTheOthers) {
  Write("local/a.v1.count", CounterFileBytes({.counts = {{"tool/a", 1}}}));
  Write("local/b.v1.count", "damaged");
  const Outcome outcome = Run({"csv"});
  EXPECT_EQ(outcome.exit_status, kFailed);
  EXPECT_THAT(outcome.out, HasSubstr("tool/a"));
  EXPECT_THAT(outcome.err, HasSubstr("b.v1.count"));
}

}  // namespace
}  // namespace telemetry::cmd
