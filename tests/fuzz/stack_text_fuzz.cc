// Any bytes as a stack's name: the check ends, and does not change its mind about a name that is
// encoded or decoded again or has fewer frames; decoding and reading aloud have their limits. What
// remains of it outside of the machine names no build that is not listed, and stays as it is.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "config/upload_config/released_builds.h"
#include "config/upload_config/upload_config.pb.h"
#include "report/reduced_stack.h"
#include "report/stack_check.h"
#include "storage/stack/counter_name.h"
#include "storage/stack/readable_stack.h"
#include "storage/stack/stack_frame.h"
#include "tests/fuzz/fuzz_check.h"

namespace telemetry {
namespace {

constexpr size_t kMaxNameBytes = 4096;

void CheckReduced(absl::string_view name) {
  v1::ReleasedFile file;
  file.set_file("wc");
  file.add_ids("0123456789abcdef");
  ReleasedBuilds builds;
  builds.Add(file);
  const std::string reduced = ReduceStack(name, builds);
  Check(reduced.size() <= name.size(), "a stack grows when it is reduced");
  Check(ReduceStack(reduced, builds) == reduced, "reducing twice changes a name");
  if (!IsStack(name)) return;
  const std::vector<absl::string_view> lines = absl::StrSplit(reduced, '\n');
  for (size_t i = 1; i < lines.size(); ++i) {
    const std::optional<StackFrame> frame = ParseStackFrame(lines[i]);
    if (!frame.has_value() || builds.HasBuild(frame->build_id)) continue;
    Check(frame->build_id.empty() && frame->entry == 0, "a frame names a build that is not listed");
  }
}

void CheckStack(absl::string_view name) {
  CheckReduced(name);
  const auto lines = static_cast<size_t>(std::count(name.begin(), name.end(), '\n')) + 1;
  const std::string decoded = DecodeStack(name);
  Check(decoded.size() <= name.size() * (lines + 1), "decoding makes too much of a name");
  Check(DecodeStack(decoded) == decoded || name.find('"') != absl::string_view::npos,
        "decoding twice changes a name");
  if (!WhyNotStack(name).empty()) return;
  Check(name.find('\n') != absl::string_view::npos, "a stack without frames");
  Check(name.size() <= kMaxNameBytes * lines, "a stack that no counter file holds");
  // A config approves the title as it is.
  Check(std::all_of(name.begin() + StackTitle(name).size(), name.end(),
                    [](unsigned char c) { return c == '\n' || (c >= 0x20 && c != 0x7f); }),
        "a control character in a frame");
  for (size_t frames = 1; frames < 4; ++frames) {
    const absl::string_view less = WithFrames(name, frames);
    Check(static_cast<size_t>(std::count(less.begin(), less.end(), '\n')) <= frames,
          "too many frames");
  }
  (void)ReadableStack(name);
}

}  // namespace
}  // namespace telemetry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  // Decoding is quadratic, and names are as long as a counter file lets them be.
  telemetry::CheckStack(input.substr(0, telemetry::kMaxNameBytes));
  return 0;
}
