#include "cmd/gotelemetry/reports/preview_command.h"

#include <string>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "cmd/gotelemetry/testing/command_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/testing/telemetry_dir_fixture.h"

namespace telemetry::cmd {
namespace {

using ::telemetry::testutil::CounterFileBytes;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string DaysFromNow(int days) {
  return absl::FormatTime("%Y-%m-%d", absl::Now() + days * absl::Hours(24), absl::UTCTimeZone());
}

// The counter file is from the current week.
class PreviewCommandTest : public CommandFixture {
 protected:
  PreviewCommandTest() : CommandFixture(&AddPreviewCommand) {
    Write("collectors/localhost_1/local/a.v1.count",
          CounterFileBytes({.begin = DaysFromNow(-3),
                            .end = DaysFromNow(4),
                            .counts = {{"tool/plain", 12}, {"tool/secret", 3}}}));
    Write("config.json",
          R"({"GoVersion": ["gcc12.2.0"], "Programs": [{"Name": "example.com/tool",
              "Versions": ["v1.0.0"], "Counters": [{"Name": "tool/plain", "Rate": 1}]}]})");
  }

  void Consent(const std::string& date) { Write("collectors/localhost_1/mode", "on " + date); }

  Outcome Preview() { return Run({"preview", "--config", root().path() + "/config.json"}); }
};

TEST_F(PreviewCommandTest, PrintsTheReportAndWhyTheRestStays) {
  Consent(DaysFromNow(-10));
  const Outcome outcome = Preview();
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_THAT(outcome.out,
              AllOf(StartsWith("The week ending " + DaysFromNow(4) +
                               ": this would be uploaded to localhost:1:\n{\n \"Week\": \"" +
                               DaysFromNow(4) + "\",\n"),
                    HasSubstr("\"tool/plain\": 12\n"),
                    HasSubstr("Left out:\n  example.com/tool: counter tool/secret: ")));
  EXPECT_NE(Read("collectors/localhost_1/local/a.v1.count"), "(none)")
      << "a preview changes nothing";
}

TEST_F(PreviewCommandTest, SaysWhatItIsForAndWhatHasChanged) {
  Consent(DaysFromNow(-10));
  const std::string counters =
      R"({"GoVersion": ["gcc12.2.0"], "Programs": [{"Name": "example.com/tool",
          "Versions": ["v1.0.0"], "Counters": [{"Name": "tool/plain", "Rate": 1, "Title": "Plain",
          "Expires": "2077-05-01", "Owners": ["a@example.com"],
          "Issues": ["https://example.com/1"]})";
  Write("collectors/localhost_1/upload_config.json",
        R"({"Configs": [{"Received": "2026-01-01", "Shown": "yes", "Config": )" + counters +
            R"(]}]}}, {"Received": "2026-01-02", "Shown": "", "Config": )" + counters +
            R"(, {"Name": "tool/more", "Rate": 1}]}]}}]})");
  EXPECT_THAT(
      Run({"preview"}).out,
      AllOf(HasSubstr("What it is for:\n"
                      "  example.com/tool: counter tool/plain: Plain, until 2077-05-01, owner "
                      "a@example.com, proposed in https://example.com/1\n"),
            HasSubstr("What is approved has changed since you consented: gotelemetry approved "
                      "--collector localhost:1\n")));
}

TEST_F(PreviewCommandTest, SaysWhyNothingWouldBeUploaded) {
  Consent(DaysFromNow(0));
  EXPECT_THAT(Preview().out,
              HasSubstr(": nothing would be uploaded: some of it was counted before"));
}

TEST_F(PreviewCommandTest, ShowsWhatConsentWouldMean) {
  EXPECT_THAT(Preview().out,
              AllOf(HasSubstr(": the mode is local, so nothing is uploaded. If you had consented "
                              "before this week, this would be uploaded:\n{\n"),
                    HasSubstr("\"tool/plain\": 12\n")));
}

TEST_F(PreviewCommandTest, SaysForWhomEachIs) {
  Write("collectors/other.example_443/mode", "local");
  EXPECT_THAT(Preview().out, AllOf(HasSubstr("For localhost:1\nThe week ending"),
                                   HasSubstr("For other.example:443\nNothing has been counted")));
}

TEST_F(PreviewCommandTest, SaysNothingOfGosDirectory) {
  Write("local/a.v1.count", CounterFileBytes({.counts = {{"go/plain", 12}}}));
  EXPECT_THAT(Preview().out, Not(HasSubstr("go/plain")));
}

TEST_F(PreviewCommandTest, SaysThatNothingWasCounted) {
  Write("collectors/localhost_1/local/a.v1.count",
        CounterFileBytes({.end = DaysFromNow(4), .counts = {}}));
  EXPECT_EQ(Preview().out, "Nothing has been counted since the last report.\n");
}

TEST_F(PreviewCommandTest, LetsNoNameSteerTheTerminal) {
  Write("collectors/localhost_1/local/a.v1.count",
        CounterFileBytes({.end = DaysFromNow(4), .counts = {{"tool/\x1b]0;title\a", 1}}}));
  EXPECT_THAT(Preview().out, AllOf(HasSubstr("counter tool/?]0;title?: "), Not(HasSubstr("\x1b"))));
}

TEST_F(PreviewCommandTest, NeedsAConfig) {
  const Outcome outcome = Run({"preview"});
  EXPECT_EQ(outcome.exit_status, kFailed);
  EXPECT_THAT(outcome.err, HasSubstr("--config FILE"));
}

}  // namespace
}  // namespace telemetry::cmd
