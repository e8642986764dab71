#include "report/release_health/share_statistics.h"

#include <math.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <numeric>

namespace telemetry {
namespace {

// The normal distribution's quantile of 97.5 %.
constexpr double kNormal = 1.959963984540054;
constexpr int64_t kMaxExactTables = 3000;
// A term below this part of a sum no longer matters, nor do all after it.
constexpr double kNegligible = 1e-18;

// std::lgamma() writes a global variable.
double LogFactorial(double n) {
  int sign = 0;
  return lgamma_r(n + 1, &sign);
}

double LogChoose(double n, double k) {
  return LogFactorial(n) - LogFactorial(k) - LogFactorial(n - k);
}

// Two samples, of `total` reports each, of which `hits` have something.
struct Table {
  int64_t hits_a, total_a, hits_b, total_b;
};

double YatesP(const Table& table) {
  const auto total_a = static_cast<double>(table.total_a);
  const auto total_b = static_cast<double>(table.total_b);
  const double share = static_cast<double>(table.hits_a + table.hits_b) / (total_a + total_b);
  const double noise = 1 / total_a + 1 / total_b;
  const double distance = std::abs(static_cast<double>(table.hits_a) / total_a -
                                   static_cast<double>(table.hits_b) / total_b) -
                          0.5 * noise;
  const double deviation = std::sqrt(share * (1 - share) * noise);
  return std::erfc(std::max(distance, 0.0) / deviation / std::sqrt(2.0));
}

double FisherP(const Table& table) {
  const int64_t hits = table.hits_a + table.hits_b;
  const int64_t lowest = std::max<int64_t>(0, hits - table.total_b);
  const int64_t highest = std::min(hits, table.total_a);
  if (highest - lowest > kMaxExactTables) return YatesP(table);
  const auto total_a = static_cast<double>(table.total_a);
  const auto total_b = static_cast<double>(table.total_b);
  const double all = LogChoose(total_a + total_b, static_cast<double>(hits));
  const auto log_p = [&](int64_t a) {
    return LogChoose(total_a, static_cast<double>(a)) +
           LogChoose(total_b, static_cast<double>(hits - a)) - all;
  };
  // Equal probabilities may differ in the last digits.
  const double most = log_p(table.hits_a) + 1e-7;
  double sum = 0;
  for (int64_t a = lowest; a <= highest; ++a) {
    if (const double each = log_p(a); each <= most) sum += std::exp(each);
  }
  return std::min(sum, 1.0);
}

}  // namespace

Interval WilsonInterval(double successes, double trials) {
  if (trials <= 0) return {};
  const double share = successes / trials;
  const double square = kNormal * kNormal;
  const double middle = share + square / (2 * trials);
  const double reach =
      kNormal * std::sqrt(share * (1 - share) / trials + square / (4 * trials * trials));
  const double scale = 1 + square / trials;
  // Both ends are exact there, whatever rounding says.
  return {.low = share <= 0 ? 0 : std::max((middle - reach) / scale, 0.0),
          .high = share >= 1 ? 1 : std::min((middle + reach) / scale, 1.0)};
}

Interval DifferenceInterval(const ShareOf& a, const ShareOf& b) {
  const Interval of_a = WilsonInterval(a.share * a.reports, a.reports);
  const Interval of_b = WilsonInterval(b.share * b.reports, b.reports);
  const double difference = b.share - a.share;
  const double below = std::hypot(b.share - of_b.low, of_a.high - a.share);
  const double above = std::hypot(of_b.high - b.share, a.share - of_a.low);
  return {.low = std::max(difference - below, -1.0), .high = std::min(difference + above, 1.0)};
}

double DifferenceP(const ShareOf& a, const ShareOf& b) {
  const ShareOf& larger = a.share < b.share ? b : a;
  const ShareOf& smaller = a.share < b.share ? a : b;
  const double total_larger = std::floor(larger.reports + 1e-9);
  const double total_smaller = std::floor(smaller.reports + 1e-9);
  const double hits_larger = std::floor(larger.share * total_larger + 1e-6);
  const double hits_smaller = std::ceil(smaller.share * total_smaller - 1e-6);
  if (!(hits_larger * total_smaller > hits_smaller * total_larger)) return 1;
  return FisherP({static_cast<int64_t>(hits_larger), static_cast<int64_t>(total_larger),
                  static_cast<int64_t>(hits_smaller), static_cast<int64_t>(total_smaller)});
}

std::vector<double> AdjustedP(absl::Span<const double> p) {
  std::vector<size_t> order(p.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::sort(order.begin(), order.end(), [&](size_t a, size_t b) { return p[a] > p[b]; });
  std::vector<double> adjusted(p.size());
  double least = 1;
  size_t rank = p.size();
  for (const size_t i : order) {
    least = std::min(least, p[i] * static_cast<double>(p.size()) / static_cast<double>(rank--));
    adjusted[i] = least;
  }
  return adjusted;
}

double EffectiveReports(absl::Span<const int64_t> weekly) {
  std::vector<int64_t> falling(weekly.begin(), weekly.end());
  std::sort(falling.begin(), falling.end(), std::greater<>());
  double total = 0;
  double pairs = 0;
  for (size_t i = 0; i < falling.size(); ++i) {
    const auto n = static_cast<double>(falling[i]);
    total += n;
    // The i-th largest number is the least of 2i + 1 pairs.
    pairs += n * static_cast<double>(2 * i + 1);
  }
  return pairs > 0 ? total * total / pairs : 0;
}

double BinomialTail(int64_t observed, int64_t trials, double share) {
  if (observed >= trials || share <= 0) return 1;
  if (share >= 1) return 0;
  const auto n = static_cast<double>(trials);
  double k = static_cast<double>(observed);
  double term = std::exp(LogChoose(n, k) + k * std::log(share) + (n - k) * std::log1p(-share));
  double sum = 0;
  // Above the mean, terms first grow.
  for (; k >= 0; --k) {
    sum += term;
    const double ratio = k * (1 - share) / ((n - k + 1) * share);
    if (ratio < 1 && term * ratio < sum * kNegligible) break;
    term *= ratio;
  }
  return std::min(sum, 1.0);
}

double PoissonTail(int64_t observed, double mean) {
  if (mean <= 0) return 1;
  double k = static_cast<double>(observed);
  double term = std::exp(k * std::log(mean) - mean - LogFactorial(k));
  double sum = 0;
  for (; k >= 0; --k) {
    sum += term;
    const double ratio = k / mean;
    if (ratio < 1 && term * ratio < sum * kNegligible) break;
    term *= ratio;
  }
  return std::min(sum, 1.0);
}

}  // namespace telemetry
