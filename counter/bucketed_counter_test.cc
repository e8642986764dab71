#include "counter/bucketed_counter.h"

#include <limits>

#include "absl/time/time.h"
#include "counter/open.h"
#include "counter/testing/telemetry_sandbox.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/child_process.h"

namespace telemetry {
namespace {

using testing::Pair;
using testing::UnorderedElementsAre;

constinit BucketedCounter latency("tool/latency", {absl::Milliseconds(10), absl::Seconds(1)},
                                  {"<10ms", "<1s", ">=1s"});
constinit BucketedCounter files("tool/files", {1, 10, 100}, {"0", "<10", "<100", ">=100"});
constinit BucketedCounter load("tool/load", {0.5}, {"low", "high"});

TEST(BucketedCounterTest, BoundsAreExclusiveAbove) {
  EXPECT_EQ(latency.BucketOf(absl::ZeroDuration()), 0);
  EXPECT_EQ(latency.BucketOf(absl::Milliseconds(10) - absl::Nanoseconds(1)), 0);
  EXPECT_EQ(latency.BucketOf(absl::Milliseconds(10)), 1);
  EXPECT_EQ(latency.BucketOf(absl::Seconds(1)), 2);
}

TEST(BucketedCounterTest, EveryValueHasABucket) {
  EXPECT_EQ(latency.BucketOf(-absl::InfiniteDuration()), 0);
  EXPECT_EQ(latency.BucketOf(absl::InfiniteDuration()), 2);
  EXPECT_EQ(files.BucketOf(std::numeric_limits<int>::min()), 0);
  EXPECT_EQ(files.BucketOf(std::numeric_limits<int>::max()), 3);
  EXPECT_EQ(load.BucketOf(std::numeric_limits<double>::quiet_NaN()), 1);
}

TEST(BucketedCounterTest, NamesBucketsByTheirLabels) {
  EXPECT_EQ(latency.name(0), "tool/latency:<10ms");
  EXPECT_EQ(files.name(files.BucketOf(0)), "tool/files:0");
}

TEST(BucketedCounterTest, CountsTheBucketOfAValue) {
  const TelemetrySandbox sandbox;
  ASSERT_EQ(RunInChild([] {
              Open({.program = "example.com/tool"});
              latency.Inc(absl::Milliseconds(3));
              latency.Inc(absl::Milliseconds(4));
              latency.Inc(absl::Seconds(3));
              files.Add(7, 5);
            }),
            0);
  EXPECT_THAT(sandbox.Counts(),
              UnorderedElementsAre(Pair("tool/latency:<10ms", 2), Pair("tool/latency:>=1s", 1),
                                   Pair("tool/files:<10", 5)));
}

}  // namespace
}  // namespace telemetry
