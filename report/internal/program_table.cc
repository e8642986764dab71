#include "report/internal/program_table.h"

#include <cstdint>
#include <limits>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "google/protobuf/map.h"
#include "report/report.pb.h"

namespace telemetry::internal {
namespace {

using Counts = google::protobuf::Map<std::string, int64_t>;

void AddCounts(const Counts& counts, Counts& sums) {
  constexpr int64_t kMaxCount = std::numeric_limits<int64_t>::max();
  for (const auto& [name, count] : counts) {
    int64_t& sum = sums[name];
    sum = count > kMaxCount - sum ? kMaxCount : sum + count;
  }
}

}  // namespace

void ProgramTable::Add(const v1::ProgramReport& program) {
  v1::ProgramReport& sum =
      programs_[std::make_tuple(program.program(), program.version(), program.go_version(),
                                program.goos(), program.goarch())];
  sum.set_program(program.program());
  sum.set_version(program.version());
  sum.set_go_version(program.go_version());
  sum.set_goos(program.goos());
  sum.set_goarch(program.goarch());
  AddCounts(program.counters(), *sum.mutable_counters());
  AddCounts(program.stacks(), *sum.mutable_stacks());
}

std::vector<v1::ProgramReport> ProgramTable::Take() && {
  std::vector<v1::ProgramReport> programs;
  programs.reserve(programs_.size());
  for (auto& [build, program] : programs_) programs.push_back(std::move(program));
  return programs;
}

}  // namespace telemetry::internal
