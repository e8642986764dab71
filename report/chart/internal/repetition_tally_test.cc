#include "report/chart/internal/repetition_tally.h"

#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace telemetry::report_internal {
namespace {

void Add(RepetitionTally& tally, double x, const std::vector<int>& buckets) {
  tally.Add({.x = x, .week = "", .buckets = {}, .counts = buckets});
}

TEST(RepetitionTallyTest, CountsABucketFromTheSecondReportWithTheSameXOn) {
  const std::vector<double> xs = {0.1, 0.2};
  RepetitionTally tally(xs, 3);
  Add(tally, 0.1, {0, 1});
  Add(tally, 0.2, {0});
  Add(tally, 0.1, {1, 2});
  Add(tally, 0.1, {1});
  EXPECT_EQ(tally.repeated(0), 0);
  EXPECT_EQ(tally.repeated(1), 2);
  EXPECT_EQ(tally.repeated(2), 0);
}

TEST(RepetitionTallyTest, IgnoresOtherXs) {
  const std::vector<double> xs = {0.2};
  RepetitionTally tally(xs, 1);
  for (int i = 0; i < 2; ++i) {
    Add(tally, 0.1, {0});
    Add(tally, 0.3, {0});
  }
  EXPECT_EQ(tally.repeated(0), 0);
}

TEST(RepetitionTallyTest, LosesNothingBetweenThreads) {
  constexpr int kThreads = 4;
  constexpr int kBuckets = 100;  // which share words of the bit set
  std::vector<double> xs;
  for (int i = 0; i < 50; ++i) xs.push_back(i);
  std::vector<int> buckets;
  for (int i = 0; i < kBuckets; ++i) buckets.push_back(i);
  RepetitionTally tally(xs, kBuckets);
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&] {
      for (const double x : xs) Add(tally, x, buckets);
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (int i = 0; i < kBuckets; ++i) EXPECT_EQ(tally.repeated(i), 50 * (kThreads - 1));
}

TEST(RepetitionTallyTest, WatchesAsManyXsAsFitIntoItsMemory) {
  EXPECT_EQ(RepetitionTally::MaxXs(1024), 131072u);
  EXPECT_EQ(RepetitionTally::MaxXs(2'000'000'000), 1u);
  EXPECT_GT(RepetitionTally::MaxXs(0), 1u);
}

}  // namespace
}  // namespace telemetry::report_internal
