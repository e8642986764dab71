// What every engine promises of what was dropped (drop_counts.h).

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/report_store/testing/store_conformance.h"
#include "tests/util/status_matchers.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr absl::CivilDay kDay(2026, 11, 18);

// A program that is approved, but not in this version.
DropCount Forgotten(const std::string& version, int64_t reports, absl::CivilDay day = kDay) {
  return {day, "example.com/tool", version, "program", "version", true, reports, reports};
}

DropCount Stranger(const std::string& program, int64_t reports) {
  return {kDay, program, "v1", "program", "program", false, reports, reports};
}

std::unique_ptr<DropCounts> Open(const CollectorStore& store) {
  return store.OpenDrops(StoreAccess::kReadWrite).value();
}

TEST_P(StoreConformanceTest, AddsDropsToThoseThatAreThere) {
  const std::unique_ptr<DropCounts> counts = Open(*store_);
  EXPECT_THAT(counts->List(), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(counts->Add({}), IsOk());
  EXPECT_THAT(counts->Add({Forgotten("v1.3.0", 2), Stranger("a", 1)}), IsOk());
  EXPECT_THAT(Open(*store_)->Add({Forgotten("v1.3.0", 3), Forgotten("v1.4.0", 9)}), IsOk());
  EXPECT_THAT(
      (*store_->OpenDrops(StoreAccess::kReadOnly))->List(),
      IsOkAndHolds(ElementsAre(Forgotten("v1.4.0", 9), Forgotten("v1.3.0", 5), Stranger("a", 1))));
}

TEST_P(StoreConformanceTest, KeepsTheDropsOfEachDayApartAndForgetsOldOnes) {
  const std::unique_ptr<DropCounts> counts = Open(*store_);
  ASSERT_THAT(counts->Add({Forgotten("v1", 1, kDay), Forgotten("v1", 2, kDay + 1)}), IsOk());
  EXPECT_THAT(counts->List(),
              IsOkAndHolds(ElementsAre(Forgotten("v1", 2, kDay + 1), Forgotten("v1", 1, kDay))));
  const absl::CivilDay later = kDay + DropCounts::kKeptDays + 1;
  ASSERT_THAT(counts->Add({Forgotten("v1", 3, later)}), IsOk());
  EXPECT_THAT(counts->List(),
              IsOkAndHolds(ElementsAre(Forgotten("v1", 3, later), Forgotten("v1", 2, kDay + 1))));
}

TEST_P(StoreConformanceTest, IsNotFilledByDropsOfJunk) {
  const std::unique_ptr<DropCounts> counts = Open(*store_);
  ASSERT_THAT(counts->Add({Forgotten("v1.3.0", 2), Stranger("known", 2)}), IsOk());
  constexpr int kJunk = 2500;
  std::vector<DropCount> junk;
  for (int i = 0; i < kJunk; ++i) {
    junk.push_back(Forgotten(absl::StrCat("junk", i), 1));
    junk.push_back(Stranger(absl::StrCat("junk", i), 1));
  }
  ASSERT_THAT(counts->Add(junk), IsOk());
  ASSERT_THAT(counts->Add({Forgotten("v1.3.0", 1)}), IsOk());
  const std::vector<DropCount> all = counts->List().value();
  ASSERT_EQ(all.size(), DropCounts::kMaxApprovedRows + DropCounts::kMaxOtherRows + 1);
  const int64_t summed_up =
      2 * kJunk - (DropCounts::kMaxApprovedRows - 1) - (DropCounts::kMaxOtherRows - 1);
  EXPECT_EQ(all[0], (DropCount{kDay, "", "", "", "other", false, summed_up, summed_up}));
  EXPECT_EQ(all[1], Forgotten("v1.3.0", 3));
  EXPECT_EQ(all[2], Stranger("known", 2));
}

TEST_P(StoreConformanceTest, AddsDropsWithOddNames) {
  DropCount odd = Stranger(std::string("a\0\xff'\n", 5), 1);
  odd.version = "\\x41";
  const std::unique_ptr<DropCounts> counts = Open(*store_);
  ASSERT_THAT(counts->Add({odd}), IsOk());
  ASSERT_THAT(counts->Add({odd}), IsOk());
  odd.reports = odd.items = 2;
  EXPECT_THAT(counts->List(), IsOkAndHolds(ElementsAre(odd)));
}

}  // namespace
}  // namespace telemetry
