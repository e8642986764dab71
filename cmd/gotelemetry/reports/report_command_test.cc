#include "cmd/gotelemetry/reports/report_command.h"

#include <string>
#include <vector>

#include "cmd/gotelemetry/testing/command_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/testing/telemetry_dir_fixture.h"

namespace telemetry::cmd {
namespace {

using ::telemetry::testutil::CounterFileBytes;
using ::testing::EndsWith;
using ::testing::HasSubstr;

// The counter file expires on 2026-11-18.
class ReportCommandTest : public CommandFixture {
 protected:
  ReportCommandTest() : CommandFixture(&AddReportCommand) {
    Write("collectors/localhost_1/local/a.v1.count",
          CounterFileBytes({.counts = {{"tool/plain", 12}}}));
    Write("config.json",
          R"({"GoVersion": ["gcc12.2.0"], "Programs": [{"Name": "example.com/tool",
              "Versions": ["v1.0.0"], "Counters": [{"Name": "tool/plain", "Rate": 1}]}]})");
  }

  Outcome Report(const std::string& now, std::vector<std::string> more = {}) {
    more.insert(more.begin(), {"report", "--now", now});
    return Run(more);
  }

  const std::string config_ = root().path() + "/config.json";
};

TEST_F(ReportCommandTest, MakesALocalReportWithoutAConfig) {
  const Outcome outcome = Report("2026-11-19T00:00:00Z");
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_EQ(outcome.out, dir().local_dir() + "/local.2026-11-18.json\n" +
                             "  will not be uploaded: the mode is local\n");
  EXPECT_THAT(Read("collectors/localhost_1/local/local.2026-11-18.json"),
              HasSubstr("\"tool/plain\": 12"));
  EXPECT_EQ(Read("collectors/localhost_1/local/a.v1.count"), "(none)");
}

TEST_F(ReportCommandTest, MakesAnUploadReportWithConsent) {
  Write("collectors/localhost_1/mode", "on 2026-11-01");
  const Outcome outcome = Report("2026-11-19T00:00:00Z", {"--config", config_});
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_THAT(outcome.out, EndsWith("/local/2026-11-18.json\n"));
  EXPECT_THAT(Read("collectors/localhost_1/local/2026-11-18.json"),
              HasSubstr("\"tool/plain\": 12"));
}

TEST_F(ReportCommandTest, MakesReportsOfWhatGosProgramsCountedOnlyIfAsked) {
  Write("local/go.v1.count", CounterFileBytes({.counts = {{"tool/plain", 5}}}));
  Report("2026-11-19T00:00:00Z");
  EXPECT_EQ(Read("local/local.2026-11-18.json"), "(none)");
  EXPECT_EQ(Report("2026-11-19T00:00:00Z", {"--go"}).out,
            root().path() + "/local/local.2026-11-18.json\n" +
                "  will not be uploaded: the mode is local\n");
}

TEST_F(ReportCommandTest, WaitsForTheEndOfTheWeek) {
  const Outcome outcome = Report("2026-11-17T23:59:59Z");
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_EQ(outcome.out, "No counter file has expired.\n");
}

TEST_F(ReportCommandTest, MakesNothingInModeOff) {
  Write("collectors/localhost_1/mode", "off");
  EXPECT_EQ(Report("2026-11-19T00:00:00Z").out,
            "localhost:1 is off: no report is made.\nNo counter file has expired.\n");
  EXPECT_NE(Read("collectors/localhost_1/local/a.v1.count"), "(none)");
}

TEST_F(ReportCommandTest, NeedsAConfigToUpload) {
  Write("collectors/localhost_1/mode", "on 2026-11-01");
  const Outcome outcome = Report("2026-11-19T00:00:00Z");
  EXPECT_EQ(outcome.exit_status, kFailed);
  EXPECT_EQ(outcome.err,
            "gotelemetry: this collector has not sent its config yet; name a file with --config "
            "FILE\n");
}

TEST_F(ReportCommandTest, NamesAConfigThatIsMissingOrNoJson) {
  EXPECT_THAT(Report("2026-11-19T00:00:00Z", {"--config", "nowhere.json"}).err,
              HasSubstr("nowhere.json"));
  Write("config.json", "title: Editors");
  const Outcome outcome = Report("2026-11-19T00:00:00Z", {"--config", config_});
  EXPECT_EQ(outcome.exit_status, kFailed);
  EXPECT_THAT(outcome.err, HasSubstr(config_ + ": not JSON at byte "));
  EXPECT_NE(Read("collectors/localhost_1/local/a.v1.count"), "(none)");
}

TEST_F(ReportCommandTest, ATimeThatIsNoneIsWrongUsage) {
  for (const char* now : {"tomorrow", "2026-11-19", "2026-11-31T00:00:00Z", ""}) {
    const Outcome outcome = Report(now);
    EXPECT_EQ(outcome.exit_status, kWrongUsage) << now;
    EXPECT_EQ(outcome.err,
              "gotelemetry: --now: \"" + std::string(now) + "\" is not an RFC 3339 time\n");
  }
}

TEST_F(ReportCommandTest, WarnsOfADamagedFileAndGoesOn) {
  Write("collectors/localhost_1/local/b.v1.count", "damaged");
  const Outcome outcome = Report("2026-11-19T00:00:00Z");
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_THAT(outcome.err, HasSubstr("warning: "));
  EXPECT_THAT(outcome.err, HasSubstr("b.v1.count"));
}

}  // namespace
}  // namespace telemetry::cmd
