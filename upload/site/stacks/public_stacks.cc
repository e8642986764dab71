#include "upload/site/stacks/public_stacks.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <numeric>
#include <set>
#include <utility>

#include "config/version/go_version.h"
#include "config/version/semver.h"
#include "report/stacks/stack_id.h"
#include "report/stacks/top_frames.h"

namespace telemetry {
namespace {

constexpr size_t kTopFrames = 3;

// All that is known of a stack of a program.
struct ExactStack {
  std::vector<int64_t> weekly;
  std::map<std::string, int64_t> versions;

  int64_t reports() const { return std::accumulate(weekly.begin(), weekly.end(), int64_t{0}); }
};

// By program, then by stack.
using ExactPrograms = std::map<std::string, std::map<std::string, ExactStack>>;

ExactPrograms Merge(absl::Span<const v1::WeekStacks> weeks) {
  ExactPrograms programs;
  for (size_t i = 0; i < weeks.size(); ++i) {
    for (const v1::WeekStack& stack : weeks[i].stacks()) {
      ExactStack& exact = programs[stack.program()][stack.stack()];
      exact.weekly.resize(weeks.size());
      exact.weekly[i] += stack.reports();
      for (const auto& [version, reports] : stack.versions()) exact.versions[version] += reports;
    }
  }
  return programs;
}

bool IsBefore(const std::string& a, const std::string& b) {
  if (const int order = CompareSemver(a, b); order != 0) return order < 0;
  return CompareGoVersions(a, b) < 0;
}

// The first of the numbers up to which their sum is at least `min`; there is one.
template <typename Iterator>
Iterator FirstUpTo(Iterator first, int64_t min) {
  for (int64_t sum = *first; sum < min; sum += *first) ++first;
  return first;
}

PublicStack Publish(const std::string& text, const ExactStack& exact,
                    const std::vector<std::string>& weeks, int64_t min_reports) {
  PublicStack stack = {.id = StackId(text),
                       .stack = text,
                       .reports_at_least = exact.reports() / min_reports * min_reports};
  for (const auto& [version, reports] : exact.versions) {
    if (reports >= min_reports) {
      stack.versions.push_back(version);
    } else {
      stack.has_other_versions = true;
    }
  }
  std::sort(stack.versions.begin(), stack.versions.end(), IsBefore);
  for (const int64_t reports : exact.weekly) {
    stack.weekly.push_back(reports >= min_reports ? PublicValue{PublicValue::Kind::kExact, reports}
                           : min_reports == 1
                               ? PublicValue{PublicValue::Kind::kExact, 0}
                               : PublicValue{PublicValue::Kind::kFewerThan, min_reports});
  }
  stack.first_week = weeks[FirstUpTo(exact.weekly.begin(), min_reports) - exact.weekly.begin()];
  stack.last_week = weeks[exact.weekly.rend() - FirstUpTo(exact.weekly.rbegin(), min_reports) - 1];
  // All weeks together may have hardly enough.
  if (stack.first_week > stack.last_week) std::swap(stack.first_week, stack.last_week);
  return stack;
}

// The stacks that enough reports have, that of most reports first. What is shown, and in which order,
// depends on nothing else.
std::vector<PublicStack> Shown(const std::map<std::string, ExactStack>& stacks,
                               const std::vector<std::string>& weeks, int64_t min_reports) {
  std::vector<PublicStack> shown;
  for (const auto& [text, exact] : stacks) {
    if (exact.reports() >= min_reports) shown.push_back(Publish(text, exact, weeks, min_reports));
  }
  std::stable_sort(shown.begin(), shown.end(), [](const PublicStack& a, const PublicStack& b) {
    if (a.reports_at_least != b.reports_at_least) return a.reports_at_least > b.reports_at_least;
    return a.last_week > b.last_week;
  });
  // Pages are named by identifiers: of two stacks with the same one, the first is shown.
  std::set<std::string> ids;
  shown.erase(
      std::remove_if(shown.begin(), shown.end(),
                     [&](const PublicStack& stack) { return !ids.insert(stack.id).second; }),
      shown.end());
  if (shown.size() > kMaxPublicStacks) shown.resize(kMaxPublicStacks);
  return shown;
}

std::vector<PublicStackGroup> Grouped(std::vector<PublicStack> stacks, const StackReader& read) {
  std::vector<PublicStackGroup> groups;
  std::map<std::vector<std::string>, size_t> numbers;
  for (PublicStack& stack : stacks) {
    std::vector<std::string> top_frames = TopFrames(read(stack.stack), kTopFrames);
    if (top_frames.empty()) top_frames = {stack.stack.substr(0, stack.stack.find('\n'))};
    const auto [number, is_new] = numbers.emplace(top_frames, groups.size());
    if (is_new) groups.push_back({.top_frames = std::move(top_frames), .stacks = {}});
    groups[number->second].stacks.push_back(std::move(stack));
  }
  return groups;
}

}  // namespace

PublicStacks PublishStacks(absl::Span<const v1::WeekStacks> weeks, int64_t min_reports,
                           const StackReader& read) {
  PublicStacks result = {.min_reports = min_reports};
  for (const v1::WeekStacks& week : weeks) result.weeks.push_back(week.sunday());
  for (const auto& [program, stacks] : Merge(weeks)) {
    std::vector<PublicStackGroup> groups = Grouped(Shown(stacks, result.weeks, min_reports), read);
    if (!groups.empty()) {
      result.programs.push_back({.name = program, .groups = std::move(groups)});
    }
  }
  return result;
}

}  // namespace telemetry
