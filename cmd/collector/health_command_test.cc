#include "cmd/collector/health_command.h"

#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "cmd/collector/command_line.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "storage/report_store/collector_store.h"
#include "storage/report_store/config_history.h"
#include "storage/report_store/report_store.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry::collector {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr absl::CivilDay kSunday(2026, 12, 6);

struct Outcome {
  int status;
  std::string out;
  std::string err;
};

Outcome Health(std::vector<std::string> arguments) {
  static constexpr AddCommand kCommands[] = {AddHealthCommand};
  std::ostringstream out;
  std::ostringstream err;
  arguments.insert(arguments.begin(), "health");
  const int status = RunCommandLine(kCommands, std::move(arguments), out, err);
  return {status, out.str(), err.str()};
}

std::string Report(absl::CivilDay day, int number, const std::string& version,
                   const std::string& counters, const std::string& stacks = "") {
  return absl::StrCat(R"({"Week":")", absl::FormatCivilTime(day), R"(","LastWeek":"","X":0.)",
                      1000 + number, R"(,"Programs":[{"Program":"example.com/tool","Version":")",
                      version, R"(","GoVersion":"gcc12.2.0","GOOS":"linux","GOARCH":"amd64",)",
                      R"("Counters":{)", counters, R"(},"Stacks":{)", stacks,
                      R"(}}],"Config":"v1.0.0"})");
}

constexpr char kConfig[] = R"({"GOOS":["linux"],"GOARCH":["amd64"],"GoVersion":["gcc"],"Programs":[
  {"Name":"example.com/tool","MinVersion":"v1.0.0",
   "Counters":[{"Name":"tool/runs","Rate":1,"Owners":["runs@example.com"]}],
   "Stacks":[{"Name":"crash/crash","Rate":1,"Depth":16}]}]})";

class HealthCommandTest : public testing::Test {
 protected:
  // Five weeks of v1.0.0; in the last one, v1.1.0 crashes more often, and v1.2.0 counts nothing.
  void SetUp() override {
    for (int week = 4; week >= 0; --week) {
      Add(kSunday - 7 * week, "v1.0.0", 60, R"("tool/runs":1)", 2);
    }
    Add(kSunday, "v1.1.0", 60, R"("tool/runs":1)", 30);
    Add(kSunday, "v1.2.0", 30, "", 0);
  }

  std::string Dataset() {
    std::string path = dir_.path() + "/data.json";
    EXPECT_THAT(WriteFileAtomically(path, lines_), IsOk());
    return path;
  }
  std::string Config() {
    std::string path = dir_.path() + "/config.json";
    EXPECT_THAT(WriteFileAtomically(path, kConfig), IsOk());
    return path;
  }
  std::string DataDir() {
    const std::string store_path = dir_.path() + "/reports.db";
    const std::unique_ptr<ReportStore> store = *SqliteStore(store_path).OpenReports({});
    for (const auto& [day, x, json] : reports_) {
      EXPECT_THAT(store->PutAndWait(day, x, json), IsOk());
    }
    EXPECT_THAT((*SqliteStore(store_path).OpenConfigs(StoreAccess::kReadWrite))
                    ->PutInForce({.version = "v1.0.0", .since = absl::Now(), .bytes = kConfig}),
                IsOkAndHolds(true));
    return dir_.path();
  }

 private:
  struct Added {
    absl::CivilDay day;
    double x;
    std::string json;
  };

  void Add(absl::CivilDay day, const std::string& version, int reports, const std::string& counters,
           int crashes) {
    for (int i = 0; i < reports; ++i) {
      const std::string stacks = i < crashes ? R"("crash/crash\nmain.f:+1,+0x2":1)" : "";
      const int number = static_cast<int>(reports_.size());
      const std::string json = Report(day, number, version, counters, stacks);
      reports_.push_back({day, 0.1 + number / 10000.0, json});
      absl::StrAppend(&lines_, json, "\n");
    }
  }

  const TempDir dir_;
  std::vector<Added> reports_;
  std::string lines_;
};

TEST_F(HealthCommandTest, SaysWhichReleaseIsWorseAndWhichIsSilent) {
  const Outcome outcome = Health({Dataset()});
  EXPECT_EQ(outcome.status, kDone) << outcome.err;
  EXPECT_THAT(outcome.out,
              StartsWith("alarm: example.com/tool, week to 2026-12-06: v1.2.0, 30 reports, is "
                         "silent where earlier versions are not: tool/runs (0 of 30)\n\n"
                         "example.com/tool\n  v1.2.0: 30 reports, 20 % of those of the week to "
                         "2026-12-06\n"));
  EXPECT_THAT(outcome.out, HasSubstr("    crashes in 30 of 60 reports (37.7 to 62.3 %), against "
                                     "v1.0.0: worse by "));
}

TEST_F(HealthCommandTest, ReadsADataDirectoryAndTheConfigInForceOnIt) {
  const Outcome outcome = Health({"--data-dir", DataDir(), "--date", "2026-12-06"});
  EXPECT_EQ(outcome.status, kDone) << outcome.err;
  EXPECT_THAT(outcome.out, HasSubstr("tool/runs (0 of 30); for runs@example.com\n"));
}

TEST_F(HealthCommandTest, EndsWithOneIfItIsToCheckAndThereIsAnAlarm) {
  EXPECT_EQ(Health({Dataset(), "--check"}).status, kFailed);
  const Outcome before = Health({Dataset(), "--check", "--date", "2026-11-29"});
  EXPECT_EQ(before.status, kDone);
  EXPECT_THAT(before.out, StartsWith("no alarm\n"));
}

TEST_F(HealthCommandTest, PrintsJson) {
  const Outcome outcome = Health({Dataset(), "--json", "--config", Config()});
  EXPECT_THAT(outcome.out, StartsWith("{\n \"Date\": \"2026-12-06\",\n \"Alarms\": [\n"));
  EXPECT_THAT(outcome.out, HasSubstr("\"CrashVerdict\": \"worse\""));
  EXPECT_THAT(outcome.out, HasSubstr("\"runs@example.com\""));
}

TEST_F(HealthCommandTest, CountsARepeatedReportOnce) {
  EXPECT_EQ(Health({Dataset(), Dataset()}).out, Health({Dataset()}).out);
}

TEST_F(HealthCommandTest, LooksAtOneProgramAndAFewWeeksIfTold) {
  EXPECT_THAT(Health({Dataset(), "--program", "example.com/other"}).out,
              Not(HasSubstr("example.com/tool")));
  EXPECT_THAT(Health({Dataset(), "--weeks", "1"}).out, HasSubstr("v1.0.0: 60 reports"));
}

TEST_F(HealthCommandTest, NeedsReports) {
  EXPECT_EQ(Health({}).status, kWrongUsage);
  EXPECT_EQ(Health({"--data-dir", "/d", "data.json"}).status, kWrongUsage);
  EXPECT_EQ(Health({"--data-dir", "/nowhere"}).status, kFailed);
}

}  // namespace
}  // namespace telemetry::collector
