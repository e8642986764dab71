#include "report/stacks/top_frames.h"

#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "storage/stack/readable_stack.h"
#include "storage/stack/stack_frame.h"

namespace telemetry {
namespace {

// Of a frame whose function is not known.
constexpr absl::string_view kUnknown = "?";
// Between a frame and where it is in the source (report/source_lines/symbolize.h).
constexpr absl::string_view kSource = "  ";

struct Frame {
  std::string function;
  // Whether it is of a system library or of Go's runtime.
  bool is_system;
};

bool IsSystemLibrary(absl::string_view object) {
  return absl::StartsWith(object, "lib") && absl::StrContains(object, ".so");
}

// A frame with a source line, "object.scope::function:+line,+0xpc  file:line". An object's name may have
// dots, too, and a function may be an operator or in an unnamed namespace.
std::optional<Frame> SymbolizedFrame(absl::string_view line) {
  const size_t place = line.rfind(':');
  if (place == absl::string_view::npos) return std::nullopt;
  absl::string_view function = line.substr(0, place);
  const absl::string_view before_scope = function.substr(0, function.find_first_of(":(<"));
  const size_t dot = before_scope.rfind('.');
  if (dot == absl::string_view::npos) return std::nullopt;
  function.remove_prefix(dot + 1);
  return Frame{.function = std::string(function),
               .is_system = IsSystemLibrary(before_scope.substr(0, dot))};
}

// A frame of a Go program, "path/package.Type.function:+line,+0xpc". Its function has no directories.
std::optional<Frame> GoFrame(absl::string_view line) {
  const size_t place = line.rfind(':');
  if (place == absl::string_view::npos) return std::nullopt;
  absl::string_view function = line.substr(0, place);
  function.remove_prefix(function.rfind('/') + 1);
  if (function.empty()) return std::nullopt;
  return Frame{.function = std::string(function), .is_system = absl::StartsWith(line, "runtime.")};
}

std::optional<Frame> FrameOf(absl::string_view line) {
  const size_t source = line.find(kSource);
  if (source != absl::string_view::npos) return SymbolizedFrame(line.substr(0, source));
  const std::optional<StackFrame> frame = ParseStackFrame(line);
  if (!frame.has_value()) return GoFrame(line);
  if (frame->function == kUnknown) return std::nullopt;
  return Frame{.function = std::string(frame->function),
               .is_system = IsSystemLibrary(frame->object)};
}

}  // namespace

std::vector<std::string> TopFrames(absl::string_view stack, size_t count) {
  const std::string readable = ReadableStack(stack);
  std::vector<absl::string_view> lines = absl::StrSplit(readable, '\n');
  lines.erase(lines.begin());  // the title
  std::vector<std::string> functions;
  std::vector<std::string> passed_over;
  for (const absl::string_view line : lines) {
    std::optional<Frame> frame = FrameOf(line);
    if (!frame.has_value()) continue;
    const bool is_passed_over = frame->is_system && functions.empty();
    std::vector<std::string>& kept = is_passed_over ? passed_over : functions;
    if (kept.size() < count) kept.push_back(std::move(frame->function));
  }
  return functions.empty() ? passed_over : functions;
}

}  // namespace telemetry
