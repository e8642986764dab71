#include "cmd/gotelemetry/export/export_command.h"

#include <sys/stat.h>

#include <string>

#include "absl/strings/str_cat.h"
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

class ExportCommandTest : public CommandFixture {
 protected:
  ExportCommandTest() : CommandFixture(&AddExportCommand) {
    Write("local/a.v1.count", CounterFileBytes({.counts = {{"tool/go", 2}}}));
    Write("collectors/localhost_1/local/a.v1.count",
          CounterFileBytes({.counts = {{"tool/a:x", 1}}}));
    Write("collectors/other.example_443/local/a.v1.count",
          CounterFileBytes({.counts = {{"tool/b", 3}}}));
  }
};

TEST_F(ExportCommandTest, PrintsWhatWasCountedForEachCollectorAndByGosPrograms) {
  const Outcome outcome = Run({"export", "--format", "prometheus"});
  EXPECT_EQ(outcome.exit_status, kDone) << outcome.err;
  EXPECT_THAT(outcome.out, AllOf(HasSubstr("{collector=\"localhost:1\","),
                                 HasSubstr("chart=\"tool/a\",bucket=\"x\"} 1\n"),
                                 HasSubstr("{collector=\"other.example:443\","), HasSubstr("} 3\n"),
                                 HasSubstr("{collector=\"\","), HasSubstr("} 2\n")));
  EXPECT_THAT(Run({"export", "--format=otlp-json", "--collector", "localhost:1"}).out,
              AllOf(HasSubstr("\"tool/a\""), Not(HasSubstr("\"tool/b\""))));
}

TEST_F(ExportCommandTest, PrintsNothingOfWhatIsOff) {
  Write("collectors/localhost_1/mode", "off");
  EXPECT_THAT(Run({"export", "--format", "prometheus"}).out,
              AllOf(Not(HasSubstr("localhost")), HasSubstr("other.example")));
}

TEST_F(ExportCommandTest, WritesAFileThatOthersCanRead) {
  const std::string path = absl::StrCat(root().path(), "/x.prom");
  EXPECT_EQ(Run({"export", "--format", "prometheus", "--out", path}).out, "");
  EXPECT_EQ(Read("x.prom"), Run({"export", "--format", "prometheus"}).out);
  const mode_t mask = umask(0);
  umask(mask);
  struct stat info = {};
  ASSERT_EQ(stat(path.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0666 & ~mask);
  EXPECT_EQ(Run({"export", "--format", "prometheus", "--out", "/no/such/x.prom"}).exit_status,
            kFailed);
}

TEST_F(ExportCommandTest, TouchesNoFileWhenEverythingIsOff) {
  Write("mode", "off");
  const std::string path = absl::StrCat(root().path(), "/x.prom");
  const Outcome outcome = Run({"export", "--format", "otlp-json", "--out", path});
  EXPECT_EQ(outcome.exit_status, kDone);
  EXPECT_EQ(outcome.out + outcome.err, "");
  EXPECT_EQ(Read("x.prom"), "(none)");
}

TEST_F(ExportCommandTest, EmptiesAFileOnceEverythingIsOff) {
  const std::string path = absl::StrCat(root().path(), "/x.prom");
  EXPECT_EQ(Run({"export", "--format", "prometheus", "--out", path}).exit_status, kDone);
  EXPECT_THAT(Read("x.prom"), HasSubstr("telemetry_events_total{"));
  Write("mode", "off");
  EXPECT_EQ(Run({"export", "--format", "prometheus", "--out", path}).exit_status, kDone);
  EXPECT_EQ(Read("x.prom"), "");
}

TEST_F(ExportCommandTest, AFormatIsNeeded) {
  EXPECT_EQ(Run({"export"}).exit_status, kWrongUsage);
  EXPECT_EQ(Run({"export", "--format", "xml"}).err,
            "gotelemetry: --format: \"xml\" is none of prometheus, otlp-json\n");
}

}  // namespace
}  // namespace telemetry::cmd
