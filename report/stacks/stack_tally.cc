#include "report/stacks/stack_tally.h"

#include <algorithm>
#include <limits>

#include "config/version/go_version.h"
#include "config/version/semver.h"
#include "report/stacks/stack_id.h"

namespace telemetry {
namespace {

// A total order of the versions of programs: those of Go's toolchain last.
bool IsBefore(absl::string_view a, absl::string_view b) {
  if (const int order = CompareSemver(a, b); order != 0) return order < 0;
  return CompareGoVersions(a, b) < 0;
}

bool ComesBefore(const CountedStack& a, const CountedStack& b) {
  if (a.program != b.program) return a.program < b.program;
  if (a.reports != b.reports) return a.reports > b.reports;
  if (a.last_week() != b.last_week()) return a.last_week() > b.last_week();
  return a.stack < b.stack;
}

}  // namespace

std::vector<std::string> CountedStack::Versions() const {
  std::vector<std::string> sorted;
  for (const auto& [version, count] : versions) sorted.push_back(version);
  std::sort(sorted.begin(), sorted.end(), IsBefore);
  return sorted;
}

template <typename Key>
void StackTally::Group::CountOnce(const Key& key, int64_t report, std::map<Key, int64_t>& last,
                                  std::map<Key, int64_t>& counts) {
  int64_t& counted = last[key];
  if (counted == report) return;
  counted = report;
  ++counts[key];
}

bool StackTally::StartReport(absl::CivilDay week, double x) {
  week_ = week;
  ++report_;
  return seen_.emplace(week - absl::CivilDay(), x).second;
}

void StackTally::Add(const ProgramBuild& build, absl::string_view stack, int64_t times) {
  Group& group = groups_[{std::string(build.program), std::string(stack)}];
  CountedStack& counted = group.counted;
  if (counted.id.empty()) {
    counted.program = std::string(build.program);
    counted.stack = std::string(stack);
    counted.id = StackId(stack);
  }
  // Anyone may have written any count.
  if (__builtin_add_overflow(counted.times, times, &counted.times)) {
    counted.times = std::numeric_limits<int64_t>::max();
  }
  // A report has an entry for each build of a program.
  if (group.report != report_) {
    group.report = report_;
    ++counted.reports;
    ++counted.weeks[week_];
  }
  const StackConfiguration configuration = {.version = std::string(build.version),
                                            .go_version = std::string(build.go_version),
                                            .goos = std::string(build.goos),
                                            .goarch = std::string(build.goarch)};
  Group::CountOnce(configuration, report_, group.report_of_configuration, counted.configurations);
  Group::CountOnce(configuration.version, report_, group.report_of_version, counted.versions);
}

std::vector<CountedStack> StackTally::Take() && {
  std::vector<CountedStack> stacks;
  stacks.reserve(groups_.size());
  for (auto& [key, group] : groups_) stacks.push_back(std::move(group.counted));
  std::sort(stacks.begin(), stacks.end(), ComesBefore);
  return stacks;
}

}  // namespace telemetry
