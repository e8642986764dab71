#include "report/making/reduce_stacks.h"

#include <cstdint>
#include <set>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "report/making/internal/program_table.h"
#include "report/reduced_stack.h"
#include "storage/stack/counter_name.h"

namespace telemetry {

void ReduceStacks(const ReleasedBuilds& builds, v1::ProgramReport& entry,
                  std::vector<LeftOut>& left_out) {
  report_internal::CountMap kept;
  std::set<std::string> titles;  // of stacks that change
  for (const auto& [name, count] : entry.stacks()) {
    std::string reduced = ReduceStack(name, builds);
    if (reduced != name) titles.emplace(StackTitle(name));
    if (!reduced.empty())
      report_internal::AddCount(kept, std::move(reduced), static_cast<uint64_t>(count));
  }
  if (titles.empty()) return;
  entry.mutable_stacks()->swap(kept);
  for (const std::string& title : titles) {
    left_out.push_back(
        {entry.program(), ItemKind::kFrames, title, std::string(kUnlistedBuildReason)});
  }
}

}  // namespace telemetry
