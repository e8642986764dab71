#include "cmd/gotelemetry/reports/upload_command.h"

#include <string>

#include "cmd/gotelemetry/testing/command_fixture.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/testing/telemetry_dir_fixture.h"

namespace telemetry::cmd {
namespace {

using ::telemetry::testutil::CounterFileBytes;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// What the command prints without a collector; tests/e2e runs it with one.
class UploadCommandTest : public CommandFixture {
 protected:
  UploadCommandTest() : CommandFixture(&AddUploadCommand) {
    Write("collectors/localhost_1/local/a.v1.count",
          CounterFileBytes({.counts = {{"tool/plain", 12}}}));
  }

  void Consent() { Write("collectors/localhost_1/mode", "on 2026-11-01"); }
};

TEST_F(UploadCommandTest, UploadsNothingInModeLocal) {
  const Outcome outcome = Run({"upload", "--now", "2026-11-19T00:00:00Z"});
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_THAT(outcome.out, StartsWith("The mode is local: nothing is uploaded.\n"));
  EXPECT_NE(Read("collectors/localhost_1/local/local.2026-11-18.json"), "(none)");
}

TEST_F(UploadCommandTest, DoesNothingInModeOff) {
  Write("collectors/localhost_1/mode", "off");
  const Outcome outcome = Run({"upload", "--now", "2026-11-19T00:00:00Z"});
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_EQ(outcome.out, "The mode is off: nothing is uploaded.\n");
}

TEST_F(UploadCommandTest, NamesEachCollectorIfThereAreSeveral) {
  Write("collectors/other.example_443/mode", "off");
  const Outcome outcome = Run({"upload", "--now", "2026-11-19T00:00:00Z"});
  EXPECT_THAT(outcome.out, HasSubstr("localhost:1: The mode is local: nothing is uploaded.\n"));
  EXPECT_THAT(outcome.out, HasSubstr("other.example:443: The mode is off: nothing is uploaded.\n"));
}

TEST_F(UploadCommandTest, WorksForTheNamedCollectorOnly) {
  Write("collectors/other.example_443/local/a.v1.count",
        CounterFileBytes({.counts = {{"tool/plain", 12}}}));
  const Outcome outcome =
      Run({"upload", "--now", "2026-11-19T00:00:00Z", "--collector", "localhost:1"});
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_EQ(Read("collectors/localhost_1/local/a.v1.count"), "(none)");
  EXPECT_NE(Read("collectors/other.example_443/local/a.v1.count"), "(none)");
}

TEST_F(UploadCommandTest, LeavesWhatGosProgramsCounted) {
  Write("local/a.v1.count", CounterFileBytes({.counts = {{"tool/plain", 12}}}));
  EXPECT_EQ(Run({"upload", "--now", "2026-11-19T00:00:00Z"}).exit_status, kDone);
  EXPECT_NE(Read("local/a.v1.count"), "(none)");
}

TEST_F(UploadCommandTest, NamesCertificatesThatAreMissing) {
  Consent();
  const Outcome outcome = Run({"upload", "--tls-roots", "nowhere.pem"});
  EXPECT_EQ(outcome.exit_status, kFailed);
  EXPECT_THAT(outcome.err, HasSubstr("nowhere.pem"));
}

TEST_F(UploadCommandTest, NamesAConfigThatIsNoJson) {
  Consent();
  Write("config.json", "x");
  const std::string path = root().path() + "/config.json";
  const Outcome outcome = Run({"upload", "--config", path});
  EXPECT_EQ(outcome.exit_status, kFailed);
  EXPECT_THAT(outcome.err, HasSubstr(path + ": not JSON"));
}

TEST_F(UploadCommandTest, PlainTextAndRootCertificatesExcludeEachOther) {
  const Outcome outcome = Run({"upload", "--plain-text", "--tls-roots", "nowhere.pem"});
  EXPECT_EQ(outcome.exit_status, kWrongUsage);
  EXPECT_THAT(outcome.err, HasSubstr("--plain-text"));
  EXPECT_THAT(outcome.err, HasSubstr("--tls-roots"));
}

TEST_F(UploadCommandTest, AWrongOptionIsWrongUsage) {
  EXPECT_EQ(Run({"upload", "--now", "yesterday"}).exit_status, kWrongUsage);
  EXPECT_EQ(Run({"upload", "--collector", "local host"}).exit_status, kWrongUsage);
}

}  // namespace
}  // namespace telemetry::cmd
