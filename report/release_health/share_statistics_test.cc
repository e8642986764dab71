#include "report/release_health/share_statistics.h"

#include <cmath>
#include <cstdint>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;

// The figures of the examples in Newcombe's two papers of 1998.
TEST(ShareStatisticsTest, GivesThePublishedIntervals) {
  const Interval one = WilsonInterval(81, 263);
  EXPECT_NEAR(one.low, 0.2553, 5e-5);
  EXPECT_NEAR(one.high, 0.3662, 5e-5);
  const Interval none = WilsonInterval(0, 20);
  EXPECT_EQ(none.low, 0);
  EXPECT_NEAR(none.high, 0.1611, 5e-5);
  const Interval difference = DifferenceInterval({48.0 / 80, 80}, {56.0 / 70, 70});
  EXPECT_NEAR(difference.low, 0.0524, 5e-5);
  EXPECT_NEAR(difference.high, 0.3339, 5e-5);
}

TEST(ShareStatisticsTest, KnowsNothingWithoutReports) {
  EXPECT_EQ(WilsonInterval(0, 0), (Interval{0, 1}));
  EXPECT_EQ(DifferenceP({0.5, 10}, {0, 0}), 1);
  EXPECT_EQ(EffectiveReports({}), 0);
}

// Fisher's own example, of the lady who tasted tea, and one whose margins differ.
TEST(ShareStatisticsTest, GivesThePOfTheExactTest) {
  EXPECT_NEAR(DifferenceP({1.0 / 4, 4}, {3.0 / 4, 4}), 34.0 / 70, 1e-9);
  EXPECT_NEAR(DifferenceP({1.0 / 12, 12}, {9.0 / 12, 12}), 0.002759456, 1e-8);
  EXPECT_EQ(DifferenceP({0.5, 10}, {0.5, 20}), 1);
}

TEST(ShareStatisticsTest, RoundsEffectiveReportsTowardsNoDifference) {
  EXPECT_EQ(DifferenceP({0, 4.9}, {1, 4.9}), DifferenceP({0, 4}, {1, 4}));
}

TEST(ShareStatisticsTest, ApproximatesTheTestOfManyReports) {
  const double p = DifferenceP({0.5, 20000}, {0.52, 20000});
  EXPECT_NEAR(p, 6.5e-5, 1e-5);
}

// The example of Benjamini and Hochberg's paper: four of fifteen are below 0.05.
TEST(ShareStatisticsTest, CorrectsForManyTests) {
  const std::vector<double> p = {0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344,
                                 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0};
  const std::vector<double> q = AdjustedP(p);
  int found = 0;
  for (const double each : q) found += each <= 0.05 ? 1 : 0;
  EXPECT_EQ(found, 4);
  EXPECT_THAT(AdjustedP({0.04, 0.01, 0.5}),
              ElementsAre(DoubleNear(0.06, 1e-12), DoubleNear(0.03, 1e-12), 0.5));
}

TEST(ShareStatisticsTest, CountsWeeksOfTheSameMachinesOnce) {
  EXPECT_DOUBLE_EQ(EffectiveReports({100}), 100);
  EXPECT_DOUBLE_EQ(EffectiveReports({100, 100, 100}), 100);
  EXPECT_DOUBLE_EQ(EffectiveReports({10, 0, 30}), 1600.0 / 60);
}

double NaiveTail(int64_t observed, int64_t trials, double share) {
  double sum = 0;
  for (int64_t k = 0; k <= observed; ++k) {
    double term = 1;
    for (int64_t i = 0; i < k; ++i) {
      term *= static_cast<double>(trials - i) / static_cast<double>(i + 1) * share;
    }
    sum += term * std::pow(1 - share, static_cast<double>(trials - k));
  }
  return sum;
}

TEST(ShareStatisticsTest, SumsTheTailOfTheBinomialDistribution) {
  for (const int64_t observed : {0, 1, 7, 20, 39}) {
    for (const double share : {0.01, 0.3, 0.5, 0.97}) {
      const double naive = NaiveTail(observed, 40, share);
      EXPECT_NEAR(BinomialTail(observed, 40, share), naive, naive * 1e-9) << observed << share;
    }
  }
  EXPECT_EQ(BinomialTail(40, 40, 0.5), 1);
  EXPECT_EQ(BinomialTail(3, 40, 0), 1);
  EXPECT_EQ(BinomialTail(39, 40, 1), 0);
  EXPECT_NEAR(BinomialTail(0, 1000000, 0.00001), std::exp(-10.0), 1e-8);
}

TEST(ShareStatisticsTest, SumsTheTailOfThePoissonDistribution) {
  EXPECT_NEAR(PoissonTail(0, 3), std::exp(-3.0), 1e-12);
  EXPECT_NEAR(PoissonTail(2, 3), 8.5 * std::exp(-3.0), 1e-12);
  EXPECT_NEAR(PoissonTail(1000000, 1000000), 0.5, 1e-3);
  EXPECT_EQ(PoissonTail(0, 0), 1);
}

}  // namespace
}  // namespace telemetry
