#include "report/making/internal/keep_items.h"

#include <cstdint>
#include <map>
#include <utility>

#include "absl/strings/string_view.h"
#include "google/protobuf/map.h"
#include "storage/stack/counter_name.h"

namespace telemetry::report_internal {
namespace {

using CountMap = google::protobuf::Map<std::string, int64_t>;

// Reasons by name, sorted and without duplicates.
using Reasons = std::map<std::string, std::string>;

void AppendReasons(std::vector<LeftOut>& left_out, absl::string_view program, ItemKind kind,
                   const Reasons& reasons) {
  for (const auto& [name, reason] : reasons) {
    left_out.push_back({std::string(program), kind, name, reason});
  }
}

// Removes from `counts` what `why_not` gives a reason against. `listed_name` maps a name to the one
// under which it is listed.
template <typename ListedName, typename WhyNot>
Reasons Remove(CountMap& counts, ListedName listed_name, WhyNot why_not) {
  Reasons reasons;
  for (auto count = counts.begin(); count != counts.end();) {
    const absl::string_view name = listed_name(count->first);
    std::string reason = why_not(name);
    if (reason.empty()) {
      ++count;
      continue;
    }
    reasons[std::string(name)] = std::move(reason);
    count = counts.erase(count);
  }
  return reasons;
}

}  // namespace

KeptItems KeepItems(v1::Report report, const KeepRules& rules) {
  KeptItems result{std::move(report), {}};
  auto& programs = *result.report.mutable_programs();
  int num_kept = 0;
  for (int i = 0; i < programs.size(); ++i) {
    v1::ProgramReport& entry = programs[i];
    const std::string& program = entry.program();
    if (std::string reason = rules.program(entry); !reason.empty()) {
      result.left_out.push_back({program, ItemKind::kProgram, "", std::move(reason)});
      continue;
    }
    const Reasons counters = Remove(
        *entry.mutable_counters(), [](const std::string& name) { return absl::string_view(name); },
        rules.counter);
    AppendReasons(result.left_out, program, ItemKind::kCounter, counters);
    const Reasons stacks = Remove(
        *entry.mutable_stacks(), [](const std::string& name) { return StackTitle(name); },
        rules.stack);
    AppendReasons(result.left_out, program, ItemKind::kStack, stacks);
    programs.SwapElements(num_kept++, i);
  }
  programs.DeleteSubrange(num_kept, programs.size() - num_kept);
  return result;
}

}  // namespace telemetry::report_internal
