// What every engine promises of reading reports (report_reader.h).

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/report_store/testing/store_conformance.h"
#include "tests/util/status_matchers.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST_P(StoreConformanceTest, ListsTheWeeksInOrder) {
  EXPECT_THAT(OpenReader()->Days(), IsOkAndHolds(IsEmpty()));
  Store(kWeek, 0.1, "{}");
  Store(kWeek - 7, 0.1, "{}");
  Store(kWeek, 0.2, "{}");
  EXPECT_THAT(OpenReader()->Days(), IsOkAndHolds(ElementsAre(kWeek - 7, kWeek)));
}

TEST_P(StoreConformanceTest, CountsTheReportsOfAWeek) {
  Store(kWeek, 0.1, "{}");
  Store(kWeek, 0.2, "{}");
  Store(kWeek + 1, 0.3, "{}");
  EXPECT_THAT(OpenReader()->Count(kWeek), IsOkAndHolds(2));
  EXPECT_THAT(OpenReader()->Count(kWeek + 2), IsOkAndHolds(0));
}

TEST_P(StoreConformanceTest, YieldsTheReportsOfAWeekByX) {
  Store(kWeek, 0.3, "three");
  Store(kWeek, 0.1, "one");
  Store(kWeek + 1, 0.15, "other week");
  Store(kWeek, -0.2, "below zero");
  EXPECT_THAT(ReportsOf(kWeek), ElementsAre("below zero", "one", "three"));
  EXPECT_THAT(ReportsOf(kWeek + 2), IsEmpty());
}

TEST_P(StoreConformanceTest, SeesWhatIsStoredAfterItWasOpened) {
  const std::unique_ptr<ReportReader> reader = OpenReader();
  EXPECT_THAT(reader->Count(kWeek), IsOkAndHolds(0));
  Store(kWeek, 0.1, "{}");
  EXPECT_THAT(reader->Count(kWeek), IsOkAndHolds(1));
}

TEST_P(StoreConformanceTest, DoesNotBlockTheWriter) {
  Store(kWeek, 0.1, "{}");
  Store(kWeek, 0.2, "{}");
  const std::unique_ptr<ReportReader> reader = OpenReader();
  int seen = 0;
  EXPECT_THAT(reader->ForEach(kWeek,
                              [&](absl::string_view) {
                                Store(kWeek, 0.5 + ++seen, "{}");
                                return absl::OkStatus();
                              }),
              IsOk());
  EXPECT_EQ(seen, 2);
  EXPECT_THAT(reader->Count(kWeek), IsOkAndHolds(4));
}

TEST_P(StoreConformanceTest, EndsWithTheErrorOfTheCallback) {
  Store(kWeek, 0.1, "{}");
  const std::unique_ptr<ReportReader> reader = OpenReader();
  const auto fail = [](absl::string_view) { return absl::CancelledError("enough"); };
  EXPECT_THAT(reader->ForEach(kWeek, fail), StatusIs(absl::StatusCode::kCancelled, "enough"));
  EXPECT_THAT(reader->Count(kWeek), IsOkAndHolds(1));
}

TEST_P(StoreConformanceTest, ReadsPiecesOfWholeReports) {
  Store(kWeek, 0.1, "aaaa");
  Store(kWeek, 0.2, "bbbb");
  Store(kWeek, 0.3, "longer than a piece");
  const std::unique_ptr<ReportReader> reader = OpenReader();

  std::vector<std::string> lines;
  const auto keep = [&](absl::string_view json) {
    lines.emplace_back(json);
    return absl::OkStatus();
  };
  absl::StatusOr<ReportsRead> read =
      reader->ForEachAfter(kWeek, ReportReader::kBeforeFirst, 10, keep);
  ASSERT_THAT(read, IsOk());
  EXPECT_THAT(lines, ElementsAre("aaaa", "bbbb"));
  EXPECT_FALSE(read->is_last);

  lines.clear();
  read = reader->ForEachAfter(kWeek, read->last_x, 10, keep);
  ASSERT_THAT(read, IsOk());
  EXPECT_THAT(lines, ElementsAre("longer than a piece"));
  EXPECT_TRUE(read->is_last);
}

}  // namespace
}  // namespace telemetry
