#include "storage/stack/stack_frame.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "storage/stack/counter_name.h"
#include "storage/stack/function_name.h"

namespace telemetry {
namespace {

constexpr absl::string_view kBeforeEntry = ":@0x";
constexpr absl::string_view kBeforePc = ",+0x";
constexpr absl::string_view kLinkagePrefix = "_Z";

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

std::optional<StackFrame> ParseStackFrame(absl::string_view line) {
  const auto name_and_place = SplitAtLast(line, kBeforeEntry);
  if (!name_and_place) return std::nullopt;
  const auto place = SplitAtLast(name_and_place->second, kBeforePc);
  const auto path_and_function = SplitAtLast(name_and_place->first, ".");
  if (!place || !path_and_function) return std::nullopt;
  const std::optional<uint64_t> entry = ParseHex(place->first);
  const std::optional<uint64_t> pc = ParseHex(place->second);
  if (!entry || !pc) return std::nullopt;
  const auto object_and_id =
      SplitAtLast(path_and_function->first, "@")
          .value_or(std::make_pair(path_and_function->first, absl::string_view()));
  return StackFrame{.object = object_and_id.first,
                    .build_id = object_and_id.second,
                    .function = path_and_function->second,
                    .entry = *entry,
                    .pc = *pc};
}

std::string ReadableStack(absl::string_view name) {
  if (!IsStack(name)) return std::string(name);
  std::vector<std::string> lines;
  for (absl::string_view line : absl::StrSplit(name, '\n')) lines.push_back(ReadableLine(line));
  return absl::StrJoin(lines, "\n");
}

}  // namespace telemetry
