#include "report/local_counts/weekly_counts.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/report_json.h"
#include "report/testing/report_fixture.h"
#include "report/testing/telemetry_dir_fixture.h"
#include "storage/files/file.h"
#include "tests/util/status_matchers.h"

namespace telemetry {
namespace {

using ::telemetry::testutil::CounterFileBytes;
using ::telemetry::testutil::TelemetryDirFixture;
using ::telemetry::testutil::ToolReport;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class WeeklyCountsTest : public ::testing::Test {
 protected:
  WeeklyCounts Read() {
    const absl::StatusOr<WeeklyCounts> counts = ReadWeeklyCounts(fixture_.dir());
    EXPECT_THAT(counts, IsOk());
    return counts.value_or(WeeklyCounts());
  }

  // "week: name=count ..." for each week, and whether there is a report of it.
  std::vector<std::string> Lines() {
    std::vector<std::string> lines;
    for (const WeekCounts& week : Read().weeks) {
      std::string line =
          absl::StrCat(absl::FormatCivilTime(week.week), week.reported ? " (reported):" : ":");
      for (const v1::ProgramReport& program : week.programs) {
        for (const auto& [name, count] : program.counters()) {
          absl::StrAppend(&line, " ", name, "=", count);
        }
      }
      lines.push_back(line);
    }
    return lines;
  }

  TelemetryDirFixture fixture_;
};

TEST_F(WeeklyCountsTest, AreNoneInAnEmptyDirectory) {
  EXPECT_THAT(Lines(), IsEmpty());
  EXPECT_THAT(ReadWeeklyCounts(TelemetryDir("/nonexistent/telemetry")), IsOk());
}

TEST_F(WeeklyCountsTest, KeepWeeksApart) {
  fixture_.AddCounterFile(
      "b", {.begin = "2026-11-18", .end = "2026-11-25", .counts = {{"tool/plain", 4}}});
  fixture_.Write("local/local.2026-11-11.json",
                 ReportToJson(ToolReport(0.5, R"({"tool/plain": 10})")));
  EXPECT_THAT(Lines(),
              ElementsAre("2026-11-11 (reported): tool/plain=10", "2026-11-25: tool/plain=4"));
}

TEST_F(WeeklyCountsTest, AddLateFilesToTheirReportedWeek) {
  fixture_.AddCounterFile("a", {.counts = {{"tool/plain", 3}}});
  fixture_.Write("local/local.2026-11-18.json",
                 ReportToJson(ToolReport(0.5, R"({"tool/plain": 10})")));
  EXPECT_THAT(Lines(), ElementsAre("2026-11-18 (reported): tool/plain=13"));
}

TEST_F(WeeklyCountsTest, IncludeAReportThatAKilledRunHasNotMovedToItsPlace) {
  fixture_.Write("local/local.2026-11-18.json",
                 ReportToJson(ToolReport(0.5, R"({"tool/plain": 10})")));
  for (const char* week : {"2026-11-11", "2026-11-18"}) {
    const std::string directory = absl::StrCat("local/report.", week, ".committed");
    ASSERT_THAT(EnsureDirectory(fixture_.dir().path() + "/" + directory), IsOk());
    fixture_.Write(directory + "/local.json",
                   ReportToJson(ToolReport(0.5, R"({"tool/plain": 13})")));
    fixture_.Write(directory + "/tool.v1.count", CounterFileBytes({.counts = {{"tool/plain", 3}}}));
  }
  EXPECT_THAT(Lines(), ElementsAre("2026-11-11 (reported): tool/plain=13",
                                   "2026-11-18 (reported): tool/plain=13"));
}

TEST_F(WeeklyCountsTest, ReadACountThatGoWroteAsANegativeNumber) {
  std::string report =
      ReportToJson(ToolReport(0.5, R"({"tool/plain": 1234, "tool/size:small": 1})"));
  fixture_.Write("local/local.2026-11-18.json",
                 absl::StrReplaceAll(report, {{"1234", "-9223372036854775808"}}));
  const WeeklyCounts counts = Read();
  ASSERT_EQ(counts.weeks.size(), 1u);
  const auto& counters = counts.weeks[0].programs[0].counters();
  EXPECT_EQ(counters.at("tool/plain"), std::numeric_limits<int64_t>::max());
  EXPECT_EQ(counters.at("tool/size:small"), 1);
}

TEST_F(WeeklyCountsTest, NameFilesThatCannotBeRead) {
  fixture_.Write("local/damaged.v1.count", "x");
  fixture_.Write("local/local.2026-11-11.json", "{");
  EXPECT_THAT(Read().warnings,
              ElementsAre(HasSubstr("damaged.v1.count"), HasSubstr("local.2026-11-11.json")));
  EXPECT_THAT(Lines(), IsEmpty());
}

}  // namespace
}  // namespace telemetry
