// Intervals and tests for shares of reports, in which every report is of another machine.
//
//   const Interval crashes = WilsonInterval(/*successes=*/12, /*trials=*/400);
//   const double p = DifferenceP({.share = 0.03, .reports = 400}, {.share = 0.08, .reports = 300});
//   const double chance = BinomialTail(/*observed=*/0, /*trials=*/120, /*share=*/0.5);
//
// All intervals are of 95 %. Several weeks have the same machines, so that their reports are worth
// fewer independent ones: EffectiveReports(). The same tests and corrections are in the Python package
// (python/gotelemetry/_answers/intervals.py), which says why they hold; there, shares have the exact
// interval of Clopper and Pearson, which is wider.
//
// Pure and thread-safe.

#ifndef REPORT_RELEASE_HEALTH_SHARE_STATISTICS_H_
#define REPORT_RELEASE_HEALTH_SHARE_STATISTICS_H_

#include <cstdint>
#include <vector>

#include "absl/types/span.h"

namespace telemetry {

struct Interval {
  double low = 0;
  double high = 1;

  friend bool operator==(const Interval& a, const Interval& b) = default;
};

// A share of so many independent reports, which need not be a whole number.
struct ShareOf {
  double share = 0;
  double reports = 0;
};

// The interval of Wilson (1927) for a probability, given `successes` in `trials`; [0, 1] without
// trials. Neither must be whole.
Interval WilsonInterval(double successes, double trials);

// The interval of the difference, b - a: Newcombe's combination of two intervals of Wilson (1998, his
// method 10).
Interval DifferenceInterval(const ShareOf& a, const ShareOf& b);

// How often chance alone makes a difference that is as unlikely: Fisher's exact test, of both sides.
// Numbers that are not whole are rounded so that the result is not too small. Above 3,000 tables, a
// normal approximation with Yates's correction. 1 if either has no reports.
double DifferenceP(const ShareOf& a, const ShareOf& b);

// The p values of many tests as corrected by Benjamini and Hochberg (1995): of those with at most
// 0.05, at most 5 % are expected to be by chance.
std::vector<double> AdjustedP(absl::Span<const double> p);

// How many independent reports those of several weeks are at least worth, by their numbers in each
// week: N^2 / the sum of min(n_v, n_w) over all weeks v and w. 0 without reports.
double EffectiveReports(absl::Span<const int64_t> weekly);

// P(X <= observed), X binomial with `trials` and `share`. `observed` is at least 0. The cost is at most linear
// in `observed`.
double BinomialTail(int64_t observed, int64_t trials, double share);

// P(X <= observed), X of Poisson with this mean.
double PoissonTail(int64_t observed, double mean);

}  // namespace telemetry

#endif  // REPORT_RELEASE_HEALTH_SHARE_STATISTICS_H_
