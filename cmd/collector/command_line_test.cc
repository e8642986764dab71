#include "cmd/collector/command_line.h"

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "cmd/collector/all_commands.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "storage/report_store/report_reader.h"
#include "storage/report_store/report_store.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "tests/util/temp_dir.h"

namespace telemetry::collector {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

struct Outcome {
  int exit_status;
  std::string out;
  std::string err;
};

Outcome Collector(std::vector<std::string> arguments) {
  std::ostringstream out;
  std::ostringstream err;
  const int exit_status = RunCommandLine(AllCommands(), std::move(arguments), out, err);
  return {exit_status, out.str(), err.str()};
}

// Expects the exit status and one line on standard error that contains `what`.
void ExpectError(const Outcome& outcome, int exit_status, const std::string& what) {
  EXPECT_EQ(outcome.exit_status, exit_status);
  EXPECT_THAT(outcome.out, IsEmpty());
  EXPECT_THAT(outcome.err, StartsWith("collector: "));
  EXPECT_THAT(outcome.err, HasSubstr(what));
  EXPECT_THAT(outcome.err, EndsWith("\n"));
  EXPECT_EQ(outcome.err.find('\n'), outcome.err.size() - 1) << outcome.err;
}

class CommandLineTest : public testing::Test {
 protected:
  std::string Write(const std::string& name, const std::string& contents) {
    const std::string path = absl::StrCat(dir_.path(), "/", name);
    std::ofstream(path) << contents;
    return path;
  }

  std::vector<std::string> ChartArguments(const std::string& config, const std::string& dataset) {
    return {"chart",      "--config",   config,
            "--start",    "2026-11-18", "--end",
            "2026-11-18", "--out",      dir_.path() + "/charts.json",
            dataset};
  }

  TempDir dir_;
};

TEST_F(CommandLineTest, HelpIsAsReviewed) {
  std::string help = Collector({"--help"}).out;
  for (const char* command :
       {"serve", "check", "publish", "merge", "remove", "chart", "health", "stacks", "symbols",
        "store", "config", "help", "completion", "man"}) {
    absl::StrAppend(&help, "\n==== ", command, "\n", Collector({command, "--help"}).out);
  }
  for (const char* command : {"lint", "builds", "generate", "check", "diff", "next-version",
                              "review", "expiring", "push", "history", "show", "drops"}) {
    absl::StrAppend(&help, "\n==== config ", command, "\n",
                    Collector({"config", command, "--help"}).out);
  }
  absl::StrAppend(&help, "\n==== symbols add\n", Collector({"symbols", "add", "--help"}).out);
  for (const char* command : {"init", "migrate", "check", "copy", "backup"}) {
    absl::StrAppend(&help, "\n==== store ", command, "\n",
                    Collector({"store", command, "--help"}).out);
  }
  std::ifstream file("cmd/collector/testdata/help.txt");
  const std::string reviewed((std::istreambuf_iterator<char>(file)), {});
  EXPECT_EQ(help, reviewed);
}

TEST_F(CommandLineTest, ACommandIsNeeded) {
  ExpectError(Collector({}), kWrongUsage, "a command is needed");
  ExpectError(Collector({"harvest"}), kWrongUsage, "unknown command or option \"harvest\"");
}

TEST_F(CommandLineTest, ADateThatIsNoneIsWrongUsage) {
  ExpectError(Collector({"merge", "--data-dir", "d", "--out", "o", "--date", "2026-02-30"}),
              kWrongUsage, "\"2026-02-30\" is not a date");
}

TEST_F(CommandLineTest, ARangeThatEndsBeforeItStartsIsWrongUsage) {
  ExpectError(Collector({"chart", "--config", "c", "--start", "2026-11-18", "--end", "2026-11-17",
                         "--out", "o", "d"}),
              kWrongUsage, "--end is before --start");
}

TEST_F(CommandLineTest, APeriodThatIsNoneIsWrongUsage) {
  for (const char* period : {"often", "10", "-1m", "1ms", "inf", "8785h", "3000000h"}) {
    ExpectError(Collector({"serve", "--listen", "127.0.0.1:0", "--data-dir", "d", "--config", "c",
                           "--publish-every", period}),
                kWrongUsage, "is not a duration");
  }
  EXPECT_EQ(Collector({"serve", "--listen", "127.0.0.1:0", "--data-dir", "d", "--config", "c",
                       "--min-reports", "0"})
                .exit_status,
            kWrongUsage);
}

TEST_F(CommandLineTest, ServingNamesTheConfigThatItCannotRead) {
  ExpectError(Collector({"serve", "--listen", "127.0.0.1:0", "--data-dir", dir_.path(), "--config",
                         "/no/such/config"}),
              kFailed, "/no/such/config");
  const std::string config = Write("config.json", "approved: everything");
  ExpectError(Collector({"serve", "--listen", "127.0.0.1:0", "--data-dir", dir_.path(), "--config",
                         config}),
              kFailed, config);
}

TEST_F(CommandLineTest, ServingInPlainTextBeyondLoopbackNamesTheAddress) {
  const std::string config = Write("config.json", "{}");
  ExpectError(Collector({"serve", "--listen", "0.0.0.0:0", "--data-dir", dir_.path() + "/data",
                         "--config", config}),
              kFailed, "0.0.0.0:0");
  ExpectError(Collector({"serve", "--listen", "127.0.0.1:0", "--http", "[::]:0", "--data-dir",
                         dir_.path() + "/data", "--config", config}),
              kFailed, "[::]:0");
  ExpectError(Collector({"serve", "--listen", "127.0.0.1:0", "--monitor", "[::]:0", "--data-dir",
                         dir_.path() + "/data", "--config", config}),
              kFailed, "[::]:0");
}

TEST_F(CommandLineTest, RemovesAReportFromTheStoreAndFromTheSite) {
  const std::string store_path = dir_.path() + "/reports.db";
  {
    const auto store = SqliteStore(store_path).OpenReports({}).value();
    ASSERT_TRUE(store->PutAndWait(absl::CivilDay(2026, 11, 18), 0.125, "{}").ok());
  }
  ASSERT_TRUE(EnsureDirectory(dir_.path() + "/site/data").ok());
  const std::string dataset = Write("site/data/2026-11-18.json", "{}\n");
  const std::vector<std::string> command = {"remove",     "--data-dir", dir_.path(), "--date",
                                            "2026-11-18", "--x",        "0.125"};
  EXPECT_EQ(Collector(command).exit_status, kDone);
  EXPECT_EQ((*SqliteStore(store_path).OpenReader())->Count(absl::CivilDay(2026, 11, 18)).value(),
            0);
  EXPECT_FALSE(ReadFile(dataset, 100).ok());
  ExpectError(Collector(command), kFailed, store_path);
}

TEST_F(CommandLineTest, ServesGrpcToOthersOnlyIfToldWhoTheyAre) {
  const std::string config = Write("config.json", "{}");
  ExpectError(Collector({"serve", "--listen", "0.0.0.0:0", "--allow-plain-text", "--data-dir",
                         dir_.path() + "/data", "--config", config}),
              kFailed, "--behind-proxy");
  EXPECT_EQ(Collector({"serve", "--listen", "0.0.0.0:0", "--behind-proxy", "--exposed",
                       "--data-dir", dir_.path() + "/data", "--config", config})
                .exit_status,
            kWrongUsage);
}

TEST_F(CommandLineTest, MergingNamesTheStoreThatIsNotThere) {
  ExpectError(
      Collector({"merge", "--data-dir", dir_.path(), "--date", "2026-11-18", "--out", dir_.path()}),
      kFailed, dir_.path() + "/reports.db");
}

TEST_F(CommandLineTest, ChartingNamesTheLineThatIsNoReport) {
  const std::string config = Write("config.json", "{}");
  const std::string dataset =
      Write("2026-11-18.json", "{\"Week\": \"2026-11-18\", \"X\": 0.5}\n{\n");
  ExpectError(Collector(ChartArguments(config, dataset)), kFailed, dataset + ":2: ");
  ExpectError(Collector(ChartArguments(config, "/no/such/dataset")), kFailed, "/no/such/dataset");
}

TEST_F(CommandLineTest, ChartingSaysWhatItWrote) {
  const std::string config = Write("config.json", "{}");
  const std::string dataset = Write("2026-11-18.json", "{\"Week\": \"2026-11-18\", \"X\": 0.5}\n");
  const Outcome outcome = Collector(ChartArguments(config, dataset));
  EXPECT_EQ(outcome.exit_status, kDone) << outcome.err;
  EXPECT_EQ(outcome.out, dir_.path() + "/charts.json: charts of 1 report\n");
}

}  // namespace
}  // namespace telemetry::collector
