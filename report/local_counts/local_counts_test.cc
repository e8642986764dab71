#include "report/local_counts/local_counts.h"

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/report_json.h"
#include "report/testing/report_fixture.h"
#include "report/testing/telemetry_dir_fixture.h"
#include "storage/telemetry_dir.h"
#include "tests/util/status_matchers.h"

namespace telemetry {
namespace {

using ::telemetry::testutil::TelemetryDirFixture;
using ::telemetry::testutil::ToolReport;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class LocalCountsTest : public ::testing::Test {
 protected:
  LocalCounts Read() {
    const absl::StatusOr<LocalCounts> counts = ReadLocalCounts(fixture_.dir());
    EXPECT_THAT(counts, IsOk());
    return counts.value_or(LocalCounts());
  }

  // "program version: name=count ..." for each program.
  std::vector<std::string> Lines() {
    std::vector<std::string> lines;
    for (const v1::ProgramReport& program : Read().programs) {
      std::string line = absl::StrCat(program.program(), " ", program.version(), ":");
      for (const auto* const counts : {&program.counters(), &program.stacks()}) {
        for (const auto& [name, count] : *counts) absl::StrAppend(&line, " ", name, "=", count);
      }
      lines.push_back(line);
    }
    return lines;
  }

  TelemetryDirFixture fixture_;
};

TEST_F(LocalCountsTest, AreNoneInAnEmptyDirectory) {
  EXPECT_THAT(Lines(), IsEmpty());
  EXPECT_THAT(ReadLocalCounts(TelemetryDir("/nonexistent/telemetry")), IsOk());
}

TEST_F(LocalCountsTest, SumCounterFilesAndLocalReports) {
  fixture_.AddCounterFile("a", {.counts = {{"tool/plain", 3}}});
  fixture_.AddCounterFile(
      "b", {.begin = "2026-11-18", .end = "2026-11-25", .counts = {{"tool/plain", 4}}});
  fixture_.Write("local/local.2026-11-11.json",
                 ReportToJson(ToolReport(0.5, R"({"tool/plain": 10})")));
  EXPECT_THAT(Lines(), ElementsAre("example.com/tool v1.0.0: tool/plain=17"));
}

TEST_F(LocalCountsTest, KeepProgramsApartAndSorted) {
  fixture_.AddCounterFile("b", {.program = "example.com/b", .counts = {{"x", 1}}});
  fixture_.AddCounterFile("a",
                          {.program = "example.com/a", .version = "v2.0.0", .counts = {{"x", 2}}});
  fixture_.AddCounterFile("c",
                          {.program = "example.com/a", .version = "v1.0.0", .counts = {{"x", 3}}});
  EXPECT_THAT(Lines(), ElementsAre("example.com/a v1.0.0: x=3", "example.com/a v2.0.0: x=2",
                                   "example.com/b v1.0.0: x=1"));
}

TEST_F(LocalCountsTest, HoldStacksDecoded) {
  fixture_.AddCounterFile("a", {.counts = {{"bug\nmain.f:+1\n\".g:+2", 1}}});
  EXPECT_THAT(Lines(), ElementsAre("example.com/tool v1.0.0: bug\nmain.f:+1\nmain.g:+2=1"));
}

TEST_F(LocalCountsTest, DoNotCountWhatIsReadyToBeSentAgain) {
  const std::string report = ReportToJson(ToolReport(0.5, R"({"tool/plain": 10})"));
  fixture_.Write("local/local.2026-11-11.json", report);
  fixture_.Write("local/2026-11-11.json", report);
  fixture_.Write("upload/2026-11-11.json", report);
  EXPECT_THAT(Lines(), ElementsAre("example.com/tool v1.0.0: tool/plain=10"));
}

TEST_F(LocalCountsTest, SaturateInsteadOfWrapping) {
  fixture_.AddCounterFile("a", {.counts = {{"tool/plain", UINT64_MAX}}});
  fixture_.Write("local/local.2026-11-11.json",
                 ReportToJson(ToolReport(0.5, R"({"tool/plain": 10})")));
  EXPECT_THAT(Lines(), ElementsAre("example.com/tool v1.0.0: tool/plain=9223372036854775807"));
}

TEST_F(LocalCountsTest, WarnOfWhatCannotBeRead) {
  fixture_.AddCounterFile("a", {.counts = {{"tool/plain", 3}}});
  fixture_.Write("local/damaged.v1.count", "x");
  fixture_.Write("local/local.2026-11-11.json", "{");
  EXPECT_THAT(Read().warnings,
              ElementsAre(HasSubstr("damaged.v1.count"), HasSubstr("local.2026-11-11.json")));
  EXPECT_THAT(Lines(), ElementsAre("example.com/tool v1.0.0: tool/plain=3"));
}

}  // namespace
}  // namespace telemetry
