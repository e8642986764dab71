#include "storage/stack/stack_frame.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/string_view.h"
#include "storage/stack/stack_format.h"

namespace telemetry {
namespace {

// The text before and after the last `separator` in `text`; empty if there is none.
std::optional<std::pair<absl::string_view, absl::string_view>> SplitAtLast(
    absl::string_view text, absl::string_view separator) {
  const size_t at = text.rfind(separator);
  if (at == absl::string_view::npos) return std::nullopt;
  return std::make_pair(text.substr(0, at), text.substr(at + separator.size()));
}

std::optional<uint64_t> ParseHex(absl::string_view digits) {
  uint64_t value;
  const bool is_plain = !digits.empty() && !absl::StartsWith(digits, "0x") &&
                        digits.find_first_of("+- ") == absl::string_view::npos;
  if (!is_plain || !absl::SimpleHexAtoi(digits, &value)) return std::nullopt;
  return value;
}

}  // namespace

std::optional<StackFrame> ParseStackFrame(absl::string_view line) {
  const auto name_and_place = SplitAtLast(line, stack_format::kBeforeEntry);
  if (!name_and_place) return std::nullopt;
  const auto place = SplitAtLast(name_and_place->second, stack_format::kBeforePc);
  const auto path_and_function = SplitAtLast(name_and_place->first, ".");
  if (!place || !path_and_function) return std::nullopt;
  const std::optional<uint64_t> entry = ParseHex(place->first);
  const std::optional<uint64_t> pc = ParseHex(place->second);
  if (!entry || !pc) return std::nullopt;
  const auto object_and_id =
      SplitAtLast(path_and_function->first, stack_format::kBeforeBuildId)
          .value_or(std::make_pair(path_and_function->first, absl::string_view()));
  return StackFrame{.object = object_and_id.first,
                    .build_id = object_and_id.second,
                    .function = path_and_function->second,
                    .entry = *entry,
                    .pc = *pc};
}

}  // namespace telemetry
