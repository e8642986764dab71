#include "report/making/internal/program_table.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

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
  Build build(program.program(), program.version(), program.go_version(), program.goos(),
              program.goarch());
  const auto [place, inserted] = indexes_.try_emplace(std::move(build), programs_.size());
  if (inserted) {
    programs_.push_back(program);
    return;
  }
  v1::ProgramReport& sum = programs_[place->second];
  AddCounts(program.counters(), *sum.mutable_counters());
  AddCounts(program.stacks(), *sum.mutable_stacks());
}

std::vector<v1::ProgramReport> ProgramTable::TakeSorted() && {
  const auto build = [](const v1::ProgramReport& program) {
    return std::tie(program.program(), program.version(), program.go_version(), program.goos(),
                    program.goarch());
  };
  std::sort(programs_.begin(), programs_.end(),
            [&](const auto& a, const auto& b) { return build(a) < build(b); });
  return std::move(programs_);
}

}  // namespace telemetry::report_internal
