#include "report/reduced_stack.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "config/upload_config/released_builds.h"
#include "report/stack_check.h"
#include "report/system_library.h"
#include "storage/stack/counter_name.h"
#include "storage/stack/stack_format.h"
#include "storage/stack/stack_frame.h"

namespace telemetry {
namespace {

using stack_format::kUnknown;

absl::string_view ReducedObject(absl::string_view object, const ReleasedBuilds& builds) {
  // An empty one cannot become shorter.
  const bool may_stay = object.empty() || IsSystemLibrary(object) || builds.HasFile(object);
  return may_stay ? object : kUnknown;
}

std::string ReducedFrame(absl::string_view line, const StackFrame& frame,
                         const ReleasedBuilds& builds) {
  const absl::string_view object = ReducedObject(frame.object, builds);
  if (builds.HasBuild(frame.build_id)) {
    return absl::StrCat(object, line.substr(frame.object.size()));
  }
  // Without a function, the distance is one from the beginning of the file.
  const bool has_function = !frame.function.empty() && frame.function != kUnknown;
  return absl::StrCat(object, ".", frame.function, stack_format::kBeforeEntry, "0",
                      stack_format::kBeforePc, absl::Hex(has_function ? frame.pc : 0));
}

// Whether a line that is no frame of ours may stay. It may be one that was cut if the name was.
bool MayStay(absl::string_view line, absl::string_view line_above, bool is_cut) {
  if (IsFrameOfGo(line)) return true;
  return is_cut ? IsFrameOfGo(line_above) : !absl::StrContains(line, stack_format::kBeforeBuildId);
}

}  // namespace

std::string ReduceStack(absl::string_view name, const ReleasedBuilds& builds) {
  if (!IsStack(name)) return std::string(name);
  const bool is_cut = absl::ConsumeSuffix(&name, stack_format::kTruncated);
  const std::vector<absl::string_view> lines = absl::StrSplit(name, '\n');
  std::string reduced(lines[0]);
  bool has_frame = false;
  for (size_t i = 1; i < lines.size(); ++i) {
    const absl::string_view line = lines[i];
    const std::optional<StackFrame> frame = ParseStackFrame(line);
    if (frame.has_value()) {
      absl::StrAppend(&reduced, "\n", ReducedFrame(line, *frame, builds));
    } else if (MayStay(line, lines[i - 1], is_cut)) {
      absl::StrAppend(&reduced, "\n", line);
    } else {
      continue;
    }
    has_frame = true;
  }
  if (is_cut) return absl::StrCat(reduced, stack_format::kTruncated);
  if (!has_frame) return "";
  // Without the lines that are gone, it may look like one that was cut.
  if (absl::EndsWith(reduced, stack_format::kTruncated)) return ReduceStack(reduced, builds);
  return reduced;
}

}  // namespace telemetry
