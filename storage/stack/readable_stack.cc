#include "storage/stack/readable_stack.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "storage/stack/counter_name.h"
#include "storage/stack/function_name.h"
#include "storage/stack/stack_frame.h"

namespace telemetry {
namespace {

constexpr absl::string_view kLinkagePrefix = "_Z";

// "_ZN4tool5CountEv[cold]", as StackName writes what follows a linkage name's dot.
std::string ReadableFunction(absl::string_view function) {
  const size_t bracket = function.find('[');
  return absl::StrCat(ReadableFunctionName(function.substr(0, bracket)),
                      bracket == absl::string_view::npos ? "" : function.substr(bracket));
}

std::string ReadableLine(absl::string_view line) {
  const std::optional<StackFrame> frame = ParseStackFrame(line);
  if (!frame || !absl::StartsWith(frame->function, kLinkagePrefix)) return std::string(line);
  const size_t begin = static_cast<size_t>(frame->function.data() - line.data());
  return absl::StrCat(line.substr(0, begin), ReadableFunction(frame->function),
                      line.substr(begin + frame->function.size()));
}

}  // namespace

std::string ReadableStack(absl::string_view name) {
  if (!IsStack(name)) return std::string(name);
  std::vector<std::string> lines;
  for (absl::string_view line : absl::StrSplit(name, '\n')) lines.push_back(ReadableLine(line));
  return absl::StrJoin(lines, "\n");
}

}  // namespace telemetry
