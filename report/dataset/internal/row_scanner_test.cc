#include "report/dataset/internal/row_scanner.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/dataset/dataset_reader.h"
#include "tests/util/status_matchers.h"

namespace telemetry::report_internal {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr char kReport[] =
    R"({"Week":"2026-11-18","LastWeek":"2026-11-11","X":0.25,"Programs":[)"
    R"({"Program":"p","Version":"v1","Counters":{"a:x":1,"b":2},"Stacks":{"s\nf:+1":3}},)"
    R"({"Program":"q","Counters":{"a:y":4}}],"Config":"v0.1.0"})";

class RowScannerTest : public ::testing::Test {
 protected:
  absl::Status Scan(RowScanner& scanner, std::string line) {
    const size_t size = line.size();
    line.append(PieceReader::kPaddingBytes, '\0');
    return scanner.Scan(absl::string_view(line).substr(0, size), block_);
  }

  // The names of the rows of `kReport`.
  std::vector<std::string> Names(DatasetTableKind kind) {
    RowScanner scanner(kind, filter_);
    EXPECT_THAT(Scan(scanner, kReport), IsOk());
    std::vector<std::string> names;
    for (const uint32_t id : block_.names) names.push_back(scanner.names().texts()[id]);
    return names;
  }

  DatasetFilter filter_;
  RowBlock block_;
};

TEST_F(RowScannerTest, HasARowForEachCounter) {
  EXPECT_THAT(Names(DatasetTableKind::kCounters), ElementsAre("a:x", "b", "a:y"));
  EXPECT_THAT(block_.values, ElementsAre(1, 2, 4));
  ASSERT_EQ(block_.entries.size(), 2);
  EXPECT_EQ(block_.entries[0].num_rows, 2);
  EXPECT_EQ(block_.entries[1].num_rows, 1);
}

TEST_F(RowScannerTest, HasARowForEachStack) {
  EXPECT_THAT(Names(DatasetTableKind::kStacks), ElementsAre("s\nf:+1"));
}

TEST_F(RowScannerTest, HasARowForEachEntry) {
  EXPECT_THAT(Names(DatasetTableKind::kPrograms), IsEmpty());
  ASSERT_EQ(block_.entries.size(), 2);
  EXPECT_EQ(block_.entries[0].num_counters, 2);
  EXPECT_EQ(block_.entries[0].num_stacks, 1);
  EXPECT_EQ(block_.entries[0].num_rows, 1);
}

TEST_F(RowScannerTest, HasARowForAReport) {
  EXPECT_THAT(Names(DatasetTableKind::kReports), IsEmpty());
  ASSERT_EQ(block_.reports.size(), 1);
  EXPECT_EQ(block_.entries.size(), 1);
  EXPECT_EQ(block_.reports[0].x, 0.25);
  EXPECT_EQ(block_.reports[0].week - block_.reports[0].last_week, 7);
  EXPECT_EQ(block_.reports[0].num_programs, 2);
}

TEST_F(RowScannerTest, KeepsTheProgramsOfTheFilter) {
  filter_.programs = {"q"};
  EXPECT_THAT(Names(DatasetTableKind::kCounters), ElementsAre("a:y"));
}

TEST_F(RowScannerTest, KeepsTheChartsOfTheFilter) {
  filter_.charts = {"a"};
  EXPECT_THAT(Names(DatasetTableKind::kCounters), ElementsAre("a:x", "a:y"));
}

TEST_F(RowScannerTest, KeepsTheWeeksOfTheFilter) {
  filter_.weeks = {absl::CivilDay(2026, 11, 25)};
  EXPECT_THAT(Names(DatasetTableKind::kCounters), IsEmpty());
  EXPECT_THAT(block_.reports, IsEmpty());
}

TEST_F(RowScannerTest, KeepsTheEntriesThatAreAsTheFilterSays) {
  filter_.versions = {"v1", "v2"};
  EXPECT_THAT(Names(DatasetTableKind::kCounters), ElementsAre("a:x", "b"));
  block_ = RowBlock();
  filter_.goos = {"linux"};
  EXPECT_THAT(Names(DatasetTableKind::kCounters), IsEmpty());
}

TEST_F(RowScannerTest, TakesTheLastValueOfARepeatedCounter) {
  RowScanner scanner(DatasetTableKind::kCounters, filter_);
  EXPECT_THAT(
      Scan(scanner, R"({"Week":"2026-11-18","Programs":[{"Counters":{"a":1,"b":2,"a":3}}]})"),
      IsOk());
  EXPECT_THAT(block_.values, ElementsAre(3, 2));
}

TEST_F(RowScannerTest, TakesNullsAndWhatIsMissingForEmpty) {
  RowScanner scanner(DatasetTableKind::kCounters, filter_);
  EXPECT_THAT(Scan(scanner, R"({"Week":"2026-11-18","X":null,"Programs":null,"More":[1]})"),
              IsOk());
  EXPECT_THAT(
      Scan(scanner,
           R"({"Week":"2026-11-18","Programs":[{"Counters":null},{"Counters":{"a":null}}]})"),
      IsOk());
  EXPECT_THAT(block_.values, ElementsAre(0));
}

TEST_F(RowScannerTest, LeavesTheBlockAsItWasWhenALineIsBad) {
  RowScanner scanner(DatasetTableKind::kCounters, filter_);
  ASSERT_THAT(Scan(scanner, kReport), IsOk());
  for (const auto& [line, reason] : std::vector<std::pair<std::string, std::string>>{
           {"", "not JSON"},
           {"{} {}", "not JSON"},
           {"1", "the report is not an object"},
           {R"({"Week":"2026-11-31"})", "Week \"2026-11-31\" is not a day"},
           {R"({"Week":"2026-11-18","LastWeek":1})", "LastWeek is not a string"},
           {R"({"Week":"2026-11-18","X":"1"})", "X is not a number"},
           {R"({"Week":"2026-11-18","Programs":{}})", "Programs is not an array"},
           {R"({"Week":"2026-11-18","Programs":[{"Counters":{"a":1}},1]})", "is not an object"},
           {R"({"Week":"2026-11-18","Programs":[{"GOOS":1}]})", "GOOS is not a string"},
           {R"({"Week":"2026-11-18","Programs":[{"Counters":{"a":1,"b":-1}}]})",
            "b is not a count"},
           {R"({"Week":"2026-11-18","Programs":[{"Stacks":{"s":9223372036854775808}}]})",
            "s is not a count"},
       }) {
    EXPECT_THAT(Scan(scanner, line),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(reason)))
        << line;
    EXPECT_EQ(block_.reports.size(), 1);
    EXPECT_EQ(block_.entries.size(), 2);
    EXPECT_EQ(block_.values.size(), 3);
    EXPECT_EQ(block_.names.size(), 3);
  }
}

}  // namespace
}  // namespace telemetry::report_internal
