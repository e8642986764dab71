#include "report/making/internal/program_table.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>
#include <vector>

#include "report/entry_build.h"
#include "report/report.pb.h"

namespace telemetry::report_internal {
namespace {

void AddCounts(const CountMap& counts, CountMap& sums) {
  for (const auto& [name, count] : counts) AddCount(sums, name, static_cast<uint64_t>(count));
}

}  // namespace

void AddCount(CountMap& counts, std::string name, uint64_t count) {
  constexpr int64_t kMaxCount = std::numeric_limits<int64_t>::max();
  int64_t& sum = counts[std::move(name)];
  const auto room = static_cast<uint64_t>(kMaxCount - sum);
  sum = count >= room ? kMaxCount : sum + static_cast<int64_t>(count);
}

void ProgramTable::Add(const v1::ProgramReport& program) {
  const auto found = by_build_.find(BuildOf(program));
  if (found == by_build_.end()) {
    v1::ProgramReport& added = programs_.emplace_back(program);
    by_build_.emplace(BuildOf(added), &added);
    return;
  }
  v1::ProgramReport& sum = *found->second;
  AddCounts(program.counters(), *sum.mutable_counters());
  AddCounts(program.stacks(), *sum.mutable_stacks());
}

std::vector<v1::ProgramReport> ProgramTable::Take() && {
  return {std::make_move_iterator(programs_.begin()), std::make_move_iterator(programs_.end())};
}

std::vector<v1::ProgramReport> ProgramTable::TakeSorted() && {
  std::vector<v1::ProgramReport> programs = std::move(*this).Take();
  std::sort(programs.begin(), programs.end(),
            [](const auto& a, const auto& b) { return BuildOf(a) < BuildOf(b); });
  return programs;
}

}  // namespace telemetry::report_internal
