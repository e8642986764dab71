#include "report/source_lines/stored_lines.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_split.h"
#include "report/source_lines/source_frame.h"
#include "report/source_lines/symbol_table.h"
#include "report/source_lines/symbolize.h"
#include "storage/stack/stack_frame.h"

namespace telemetry {

std::string StoredLines::Symbolize(absl::string_view stack) {
  std::vector<SourceLines*> builds;
  for (const absl::string_view line : absl::StrSplit(stack, '\n')) {
    const std::optional<StackFrame> frame = ParseStackFrame(line);
    if (!frame.has_value() || frame->build_id.empty()) continue;
    const absl::StatusOr<SymbolTable*> table = store_.Find(frame->build_id);
    if (!table.ok()) problems_.emplace(table.status().message());
    if (!table.ok() || *table == nullptr) continue;
    if (std::find(builds.begin(), builds.end(), *table) == builds.end()) builds.push_back(*table);
  }
  return SymbolizeStack(stack, builds).stack;
}

}  // namespace telemetry
