#include "storage/report_store/report_reader.h"

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/report_store/report_store.h"
#include "tests/util/status_matchers.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr absl::CivilDay kWeek(2026, 11, 18);

class ReportReaderTest : public ::testing::Test {
 protected:
  ReportReaderTest()
      : path_(std::string(::testing::TempDir()) + "/" +
              ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".db") {
    for (const char* suffix : {"", "-wal", "-shm"}) std::filesystem::remove(path_ + suffix);
    store_ = ReportStore::Open(path_).value();
  }

  void Store(absl::CivilDay week, double x, const std::string& json) {
    ASSERT_THAT(store_->PutAndWait(week, x, json), IsOk());
  }
  ReportReader Reader() { return ReportReader::Open(path_).value(); }

  std::vector<std::string> ReportsOf(absl::CivilDay week) {
    std::vector<std::string> reports;
    ReportReader reader = Reader();
    EXPECT_THAT(reader.ForEach(week,
                               [&](absl::string_view json) {
                                 reports.emplace_back(json);
                                 return absl::OkStatus();
                               }),
                IsOk());
    return reports;
  }

  const std::string path_;
  std::unique_ptr<ReportStore> store_;
};

TEST_F(ReportReaderTest, ListsTheWeeksInOrder) {
  EXPECT_THAT(Reader().Days(), IsOkAndHolds(IsEmpty()));
  Store(kWeek, 0.1, "{}");
  Store(kWeek - 7, 0.1, "{}");
  Store(kWeek, 0.2, "{}");
  EXPECT_THAT(Reader().Days(), IsOkAndHolds(ElementsAre(kWeek - 7, kWeek)));
}

TEST_F(ReportReaderTest, CountsTheReportsOfAWeek) {
  Store(kWeek, 0.1, "{}");
  Store(kWeek, 0.2, "{}");
  Store(kWeek + 1, 0.3, "{}");
  EXPECT_THAT(Reader().Count(kWeek), IsOkAndHolds(2));
  EXPECT_THAT(Reader().Count(kWeek + 2), IsOkAndHolds(0));
}

TEST_F(ReportReaderTest, YieldsTheReportsOfAWeekByX) {
  Store(kWeek, 0.3, "three");
  Store(kWeek, 0.1, "one");
  Store(kWeek + 1, 0.15, "other week");
  Store(kWeek, -0.2, "below zero");
  EXPECT_THAT(ReportsOf(kWeek), ElementsAre("below zero", "one", "three"));
  EXPECT_THAT(ReportsOf(kWeek + 2), IsEmpty());
}

TEST_F(ReportReaderTest, SeesWhatIsStoredAfterItWasOpened) {
  ReportReader reader = Reader();
  EXPECT_THAT(reader.Count(kWeek), IsOkAndHolds(0));
  Store(kWeek, 0.1, "{}");
  EXPECT_THAT(reader.Count(kWeek), IsOkAndHolds(1));
}

TEST_F(ReportReaderTest, DoesNotBlockTheWriter) {
  Store(kWeek, 0.1, "{}");
  Store(kWeek, 0.2, "{}");
  ReportReader reader = Reader();
  int seen = 0;
  EXPECT_THAT(reader.ForEach(kWeek,
                             [&](absl::string_view) {
                               Store(kWeek, 0.5 + ++seen, "{}");
                               return absl::OkStatus();
                             }),
              IsOk());
  EXPECT_EQ(seen, 2);
  EXPECT_THAT(reader.Count(kWeek), IsOkAndHolds(4));
}

TEST_F(ReportReaderTest, EndsWithTheErrorOfTheCallback) {
  Store(kWeek, 0.1, "{}");
  ReportReader reader = Reader();
  const auto fail = [](absl::string_view) { return absl::CancelledError("enough"); };
  EXPECT_THAT(reader.ForEach(kWeek, fail), StatusIs(absl::StatusCode::kCancelled, "enough"));
  EXPECT_THAT(reader.Count(kWeek), IsOkAndHolds(1));
}

TEST_F(ReportReaderTest, ReadsPiecesOfWholeReports) {
  Store(kWeek, 0.1, "aaaa");
  Store(kWeek, 0.2, "bbbb");
  Store(kWeek, 0.3, "longer than a piece");
  ReportReader reader = Reader();

  std::vector<std::string> lines;
  const auto keep = [&](absl::string_view json) {
    lines.emplace_back(json);
    return absl::OkStatus();
  };
  absl::StatusOr<ReportsRead> read =
      reader.ForEachAfter(kWeek, ReportReader::kBeforeFirst, 10, keep);
  ASSERT_THAT(read, IsOk());
  EXPECT_THAT(lines, ElementsAre("aaaa", "bbbb"));
  EXPECT_FALSE(read->is_last);

  lines.clear();
  read = reader.ForEachAfter(kWeek, read->last_x, 10, keep);
  ASSERT_THAT(read, IsOk());
  EXPECT_THAT(lines, ElementsAre("longer than a piece"));
  EXPECT_TRUE(read->is_last);
}

TEST_F(ReportReaderTest, ReadsAStoreThatIsClosed) {
  Store(kWeek, 0.1, "{}");
  store_.reset();
  EXPECT_THAT(ReportsOf(kWeek), ElementsAre("{}"));
}

TEST_F(ReportReaderTest, RefusesAMissingFile) {
  EXPECT_THAT(ReportReader::Open(path_ + ".none"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr(path_ + ".none")));
}

TEST_F(ReportReaderTest, RefusesADamagedFile) {
  for (int i = 0; i < 100; ++i) Store(kWeek, i, std::string(2000, 'x'));
  store_.reset();
  std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(16384);
  file << std::string(16384 * 4, '\xff');
  file.close();
  ReportReader reader = Reader();
  EXPECT_THAT(reader.ForEach(kWeek, [](absl::string_view) { return absl::OkStatus(); }),
              StatusIs(absl::StatusCode::kDataLoss, HasSubstr(path_)));
}

}  // namespace
}  // namespace telemetry
