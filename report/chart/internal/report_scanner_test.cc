#include "report/chart/internal/report_scanner.h"

#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/dataset/dataset_reader.h"
#include "report/report_json.h"
#include "report/testing/report_fixture.h"
#include "tests/util/status_matchers.h"

namespace telemetry::report_internal {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ReportScannerTest : public ::testing::Test {
 protected:
  absl::StatusOr<ScannedReport> Scan(absl::string_view line) {
    line_ = std::string(line) + std::string(PieceReader::kPaddingBytes, 'x');
    return scanner_.Scan(absl::string_view(line_).substr(0, line.size()));
  }

  const ChartTable table_{telemetry::testutil::SmallApproved().config()};
  ReportScanner scanner_{table_};
  std::string line_;
};

TEST_F(ReportScannerTest, FindsXWeekAndBuckets) {
  const absl::StatusOr<ScannedReport> report =
      Scan(ReportToCompactJson(telemetry::testutil::ToolReport(
          0.5, R"({"tool/plain": 1, "unknown": 2, "tool/size:small": 0})")));
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->x, 0.5);
  EXPECT_EQ(report->week, "2026-11-18");
  EXPECT_TRUE(report->has_programs);
  EXPECT_THAT(report->buckets, SizeIs(6));  // version, compiler, platform twice, two counters
  const ChartTable::Buckets& buckets = *table_.Find("example.com/tool");
  EXPECT_THAT(report->buckets, Contains(buckets.counters.at("tool/plain")));
  EXPECT_THAT(report->buckets, Contains(buckets.counters.at("tool/size:small")));
}

TEST_F(ReportScannerTest, GivesABucketOfEachReportOnceHoweverManyReportsHaveIt) {
  const std::string line = ReportToCompactJson(
      telemetry::testutil::ToolReport(0.5, R"({"tool/plain": 1, "tool/plain:tool/plain": 2})"));
  for (int i = 0; i < 3; ++i) EXPECT_THAT(Scan(line)->buckets, SizeIs(5));
}

TEST_F(ReportScannerTest, FindsEscapedNamesAndFieldsInAnyOrder) {
  const absl::StatusOr<ScannedReport> report = Scan(
      R"({"Programs":[{"Counters":{"tool\/pl\u0061in":1},"Program":"example.com\/tool"}],"X":1})");
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->x, 1);
  EXPECT_THAT(report->buckets, SizeIs(1));
}

TEST_F(ReportScannerTest, TakesTheLastOfARepeatedKey) {
  const absl::StatusOr<ScannedReport> report =
      Scan(R"({"X":1,"X":2,"Programs":[{"Program":"example.com/tool","Version":"v1.0.0"}],)"
           R"("Programs":[{"Program":"example.com/tool","GOOS":"linux"}]})");
  ASSERT_THAT(report, IsOk());
  EXPECT_EQ(report->x, 2);
  EXPECT_THAT(report->buckets, ElementsAre(table_.Find("example.com/tool")->goos.at("linux")));
}

TEST_F(ReportScannerTest, StartsAnewAfterABadLine) {
  EXPECT_FALSE(Scan("{").ok());
  EXPECT_THAT(Scan("{}")->buckets, IsEmpty());
}

}  // namespace
}  // namespace telemetry::report_internal
