#include "storage/report_store/drop_counts.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/report_store/internal/sqlite.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr absl::CivilDay kDay(2026, 11, 18);

// A program that is approved, but not in this version.
DropCount Forgotten(const std::string& version, int64_t reports, absl::CivilDay day = kDay) {
  return {day, "example.com/tool", version, "program", "version", true, reports, reports};
}

DropCount Stranger(const std::string& program, int64_t reports) {
  return {kDay, program, "v1", "program", "program", false, reports, reports};
}

class DropCountsTest : public ::testing::Test {
 protected:
  TempDir dir_;
  const std::string path_ = dir_.path() + "/reports.db";
  DropCounts counts_ = DropCounts::Open(path_).value();
};

TEST_F(DropCountsTest, AddsToWhatIsThere) {
  EXPECT_THAT(counts_.List(), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(counts_.Add({}), IsOk());
  EXPECT_THAT(counts_.Add({Forgotten("v1.3.0", 2), Stranger("a", 1)}), IsOk());
  EXPECT_THAT(DropCounts::Open(path_)->Add({Forgotten("v1.3.0", 3), Forgotten("v1.4.0", 9)}),
              IsOk());
  EXPECT_THAT(
      DropCounts::OpenReadOnly(path_)->List(),
      IsOkAndHolds(ElementsAre(Forgotten("v1.4.0", 9), Forgotten("v1.3.0", 5), Stranger("a", 1))));
}

TEST_F(DropCountsTest, KeepsEachDayApartAndForgetsOldOnes) {
  ASSERT_THAT(counts_.Add({Forgotten("v1", 1, kDay), Forgotten("v1", 2, kDay + 1)}), IsOk());
  EXPECT_THAT(counts_.List(),
              IsOkAndHolds(ElementsAre(Forgotten("v1", 2, kDay + 1), Forgotten("v1", 1, kDay))));
  const absl::CivilDay later = kDay + DropCounts::kKeptDays + 1;
  ASSERT_THAT(counts_.Add({Forgotten("v1", 3, later)}), IsOk());
  EXPECT_THAT(counts_.List(),
              IsOkAndHolds(ElementsAre(Forgotten("v1", 3, later), Forgotten("v1", 2, kDay + 1))));
}

TEST_F(DropCountsTest, IsNotFilledByJunk) {
  ASSERT_THAT(counts_.Add({Forgotten("v1.3.0", 2), Stranger("known", 2)}), IsOk());
  constexpr int kJunk = 2500;
  std::vector<DropCount> junk;
  for (int i = 0; i < kJunk; ++i) {
    junk.push_back(Forgotten(absl::StrCat("junk", i), 1));
    junk.push_back(Stranger(absl::StrCat("junk", i), 1));
  }
  ASSERT_THAT(counts_.Add(junk), IsOk());
  ASSERT_THAT(counts_.Add({Forgotten("v1.3.0", 1)}), IsOk());
  const std::vector<DropCount> all = counts_.List().value();
  ASSERT_EQ(all.size(), DropCounts::kMaxApprovedRows + DropCounts::kMaxOtherRows + 1);
  const int64_t summed_up =
      2 * kJunk - (DropCounts::kMaxApprovedRows - 1) - (DropCounts::kMaxOtherRows - 1);
  EXPECT_EQ(all[0], (DropCount{kDay, "", "", "", "other", false, summed_up, summed_up}));
  EXPECT_EQ(all[1], Forgotten("v1.3.0", 3));
  EXPECT_EQ(all[2], Stranger("known", 2));
}

TEST_F(DropCountsTest, AddsAllOrNothing) {
  ASSERT_THAT(
      storage_internal::SqliteDatabase::Open(
          path_, {.access = storage_internal::SqliteDatabase::Access::kReadWrite})
          ->Execute("CREATE TRIGGER refuse BEFORE INSERT ON dropped WHEN NEW.version = 'bad'"
                    " BEGIN SELECT raise(FAIL, 'refused'); END"),
      IsOk());
  EXPECT_THAT(counts_.Add({Forgotten("v1.3.0", 2), Forgotten("bad", 1)}),
              StatusIs(absl::StatusCode::kInternal, HasSubstr(path_)));
  EXPECT_THAT(counts_.List(), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(counts_.Add({Forgotten("v1.3.0", 2)}), IsOk());
}

TEST_F(DropCountsTest, ReadsAStoreFromBeforeThereWereAny) {
  ASSERT_THAT(storage_internal::SqliteDatabase::Open(
                  path_, {.access = storage_internal::SqliteDatabase::Access::kReadWrite})
                  ->Execute("DROP TABLE dropped"),
              IsOk());
  EXPECT_THAT(DropCounts::OpenReadOnly(path_)->List(), IsOkAndHolds(IsEmpty()));
}

}  // namespace
}  // namespace telemetry
