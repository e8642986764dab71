#include "storage/sqlite_store/arrival_order.h"

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "storage/sqlite_store/internal/report_schema.h"
#include "storage/sqlite_store/internal/sqlite.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr absl::CivilDay kWeek(2026, 11, 18);

class ArrivalOrderTest : public ::testing::Test {
 protected:
  // Stores reports in this order of X, in thousandths.
  void Store(const std::vector<int>& xs) {
    for (const int x : xs) {
      ASSERT_THAT(store_->PutAndWait(kWeek, x / 1000.0, absl::StrCat("report ", x)), IsOk());
    }
  }

  // The reports in the order in which they lie in the store.
  std::vector<std::string> Order() const {
    storage_internal::SqliteDatabase database =
        storage_internal::OpenStore(path_, StoreAccess::kReadOnly).value();
    storage_internal::SqliteStatement select =
        database.Prepare("SELECT json FROM report ORDER BY id").value();
    std::vector<std::string> order;
    while (select.Step().value()) order.emplace_back(select.ColumnText(0).substr(7));
    return order;
  }

  int64_t Count() const { return (*SqliteStore(path_).OpenReader())->Count(kWeek).value(); }

  const TempDir directory_;
  const std::string path_ = directory_.path() + "/reports.db";
  std::unique_ptr<ReportStore> store_ = SqliteStore(path_).OpenReports({}).value();
};

TEST_F(ArrivalOrderTest, IsForgotten) {
  Store({30, 10, 40, 20});
  EXPECT_THAT(Order(), ElementsAre("30", "10", "40", "20"));
  EXPECT_THAT(ForgetArrivalOrder(path_), IsOk());
  EXPECT_THAT(Order(), ElementsAre("10", "20", "30", "40"));
}

TEST_F(ArrivalOrderTest, IsForgottenOfAFewThatComeLaterToo) {
  Store({30, 10});
  EXPECT_THAT(ForgetArrivalOrder(path_), IsOk());
  Store({5, 20});
  EXPECT_THAT(ForgetArrivalOrder(path_), IsOk());
  EXPECT_THAT(Order(), ElementsAre("5", "10", "20", "30"));
}

TEST_F(ArrivalOrderTest, IsForgottenPieceByPieceAndEachPieceIsMixedWithOlderOnes) {
  Store({30, 10, 40, 20, 60, 50, 55});
  // The latest four, then the three before them.
  EXPECT_THAT(ForgetArrivalOrder(path_, {.max_reports = 4}), IsOk());
  EXPECT_THAT(Order(), ElementsAre("10", "30", "40", "20", "50", "55", "60"));
  Store({52});
  EXPECT_THAT(ForgetArrivalOrder(path_, {.max_bytes = 1}), IsOk());  // two at a time
  EXPECT_THAT(Order(), ElementsAre("10", "30", "40", "20", "50", "55", "52", "60"));
}

TEST_F(ArrivalOrderTest, LeavesAloneWhatIsMixed) {
  Store({30, 10});
  EXPECT_THAT(ForgetArrivalOrder(path_), IsOk());
  const std::string before = ReadFile(path_, 1 << 20).value();
  EXPECT_THAT(ForgetArrivalOrder(path_), IsOk());
  EXPECT_EQ(ReadFile(path_, 1 << 20).value(), before);
}

TEST_F(ArrivalOrderTest, LosesNoReportAndKnowsEachAgain) {
  Store({30, 10, 40});
  EXPECT_THAT(ForgetArrivalOrder(path_), IsOk());
  Store({10, 30, 40});  // the same again
  EXPECT_EQ(Count(), 3);
  EXPECT_THAT(store_->PutAndWait(kWeek, 0.010, "another"),
              StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST_F(ArrivalOrderTest, IsForgottenWhileReportsArrive) {
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int x = 1; x <= 300; ++x) {
      EXPECT_THAT(store_->PutAndWait(kWeek, ((x * 7919) % 1000) / 1000.0, "report"), IsOk());
    }
    done = true;
  });
  while (!done) EXPECT_THAT(ForgetArrivalOrder(path_, {.max_reports = 20}), IsOk());
  writer.join();
  EXPECT_EQ(Count(), 300);
}

TEST_F(ArrivalOrderTest, LeavesTheOldPlacesErased) {
  Store({30, 10});
  EXPECT_THAT(ForgetArrivalOrder(path_), IsOk());
  store_.reset();
  const std::string bytes = ReadFile(path_, 1 << 20).value();
  const size_t first = bytes.find("report 10");
  ASSERT_NE(first, std::string::npos);
  EXPECT_EQ(bytes.find("report 10", first + 1), std::string::npos);
  // Pages are filled from their end.
  EXPECT_GT(first, bytes.find("report 30"));
}

TEST(NoArrivalOrderTest, IsThereInAnEmptyStore) {
  const TempDir directory;
  EXPECT_THAT(ForgetArrivalOrder(directory.path() + "/reports.db"), IsOk());
  EXPECT_THAT(ForgetArrivalOrder("/nonexistent/reports.db"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/nonexistent")));
}

}  // namespace
}  // namespace telemetry
