#include "report/chart/bucket_order.h"

#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "absl/time/time.h"

namespace telemetry {
namespace {

int Sign(bool less, bool greater) { return static_cast<int>(greater) - static_cast<int>(less); }

// Removes a comparison sign from `bucket`. Returns its rank among the buckets of one amount.
int ConsumeComparison(absl::string_view& bucket) {
  if (absl::ConsumePrefix(&bucket, "<=") || absl::ConsumePrefix(&bucket, "\u2264")) return 1;
  if (absl::ConsumePrefix(&bucket, "<")) return 0;
  if (absl::ConsumePrefix(&bucket, ">=") || absl::ConsumePrefix(&bucket, "\u2265")) return 3;
  if (absl::ConsumePrefix(&bucket, ">")) return 4;
  return 2;
}

std::optional<absl::Duration> AsDuration(absl::string_view text) {
  absl::Duration duration;
  // Without a unit it is a plain number, even if it is 0, which ParseDuration() accepts without
  // one.
  if (text.empty() || !absl::ascii_isalpha(text.back())) return std::nullopt;
  if (!absl::ParseDuration(text, &duration)) return std::nullopt;
  return duration;
}

// Removes the leading run of digits, or of other characters, from `text` and returns it.
absl::string_view ConsumeRun(absl::string_view& text) {
  const bool digits = absl::ascii_isdigit(text[0]);
  size_t length = 0;
  while (length < text.size() && absl::ascii_isdigit(text[length]) == digits) ++length;
  const absl::string_view run = text.substr(0, length);
  text.remove_prefix(length);
  return run;
}

int CompareRuns(absl::string_view a, absl::string_view b) {
  if (absl::ascii_isdigit(a[0]) && absl::ascii_isdigit(b[0])) {
    a.remove_prefix(std::min(a.find_first_not_of('0'), a.size()));
    b.remove_prefix(std::min(b.find_first_not_of('0'), b.size()));
    if (a.size() != b.size()) return Sign(a.size() < b.size(), a.size() > b.size());
  }
  return a.compare(b);
}

int CompareNaturally(absl::string_view a, absl::string_view b) {
  while (!a.empty() && !b.empty()) {
    if (const int order = CompareRuns(ConsumeRun(a), ConsumeRun(b))) return order;
  }
  return Sign(a.empty() && !b.empty(), !a.empty() && b.empty());
}

}  // namespace

bool IsAmount(absl::string_view bucket) {
  ConsumeComparison(bucket);
  return !bucket.empty() && absl::ascii_isdigit(bucket[0]);
}

int CompareBuckets(absl::string_view a, absl::string_view b) {
  const int a_comparison = ConsumeComparison(a);
  const int b_comparison = ConsumeComparison(b);
  const std::optional<absl::Duration> a_duration = AsDuration(a);
  const std::optional<absl::Duration> b_duration = AsDuration(b);
  if (a_duration.has_value() != b_duration.has_value()) return a_duration.has_value() ? 1 : -1;
  int order;
  if (a_duration.has_value()) {
    const bool is_less = *a_duration < *b_duration;
    const bool is_greater = *a_duration > *b_duration;
    order = Sign(is_less, is_greater);
  } else {
    order = CompareNaturally(a, b);
  }
  if (order != 0) return order;
  return a_comparison - b_comparison;
}

}  // namespace telemetry
