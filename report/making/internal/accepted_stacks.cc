#include "report/making/internal/accepted_stacks.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "report/making/internal/approval.h"
#include "report/making/internal/program_table.h"
#include "report/stack_check.h"
#include "storage/stack/counter_name.h"

namespace telemetry::report_internal {
namespace {

size_t ApprovedFrames(const ApprovedProgram& program, absl::string_view name) {
  const Approval* approval = program.FindStack(StackTitle(name));
  return approval == nullptr || approval->depth <= 0 ? kMaxFramesOfAStack : approval->depth;
}

}  // namespace

void KeepAcceptableStacks(const ApprovedProgram& program, v1::ProgramReport& entry,
                          std::vector<LeftOut>& left_out) {
  CountMap kept;
  std::map<std::string, std::string> reasons;  // by title, so that the order is always the same
  for (const auto& [name, count] : entry.stacks()) {
    if (std::string why_not = WhyNotStack(name); !why_not.empty()) {
      const absl::string_view title = StackTitle(name);
      reasons.emplace(title, absl::StrCat("stack ", Quoted(title), ": ", why_not));
      continue;
    }
    AddCount(kept, std::string(WithFrames(name, ApprovedFrames(program, name))),
             static_cast<uint64_t>(count));
  }
  entry.mutable_stacks()->swap(kept);
  for (auto& [title, reason] : reasons) {
    left_out.push_back({entry.program(), ItemKind::kStack, title, std::move(reason)});
  }
}

}  // namespace telemetry::report_internal
