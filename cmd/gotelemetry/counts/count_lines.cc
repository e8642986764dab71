#include "cmd/gotelemetry/counts/count_lines.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "storage/quoted.h"

namespace telemetry::cmd {
namespace {

constexpr size_t kMaxNameBytes = 4096;
constexpr uint64_t kMaxCount = std::numeric_limits<int64_t>::max();

bool IsName(absl::string_view name) {
  return !name.empty() && name.size() <= kMaxNameBytes &&
         std::none_of(name.begin(), name.end(), [](char c) {
           const auto byte = static_cast<unsigned char>(c);
           return absl::ascii_iscntrl(byte) || absl::ascii_isspace(byte);
         });
}

absl::StatusOr<CountLine> ParseLine(absl::string_view line) {
  const std::vector<absl::string_view> words =
      absl::StrSplit(line, absl::ByAnyChar(" \t\r"), absl::SkipEmpty());
  if (words.size() > 2) {
    return absl::InvalidArgumentError(absl::StrCat(Quoted(line), " is not NAME or NAME N"));
  }
  return ParseCount(words[0], words.size() == 2 ? words[1] : "1");
}

}  // namespace

absl::StatusOr<CountLine> ParseCount(absl::string_view name, absl::string_view number) {
  CountLine line{.name = std::string(name)};
  if (!IsName(name)) {
    return absl::InvalidArgumentError(absl::StrCat(Quoted(name), " is not the name of a counter"));
  }
  if (!absl::SimpleAtoi(number, &line.n) || line.n < 1 || line.n > kMaxCount) {
    return absl::InvalidArgumentError(absl::StrCat(Quoted(number), " is not a number from 1 on"));
  }
  return line;
}

absl::StatusOr<std::vector<CountLine>> ParseCountLines(absl::string_view text) {
  if (text.size() > kMaxCountInputBytes) {
    return absl::OutOfRangeError(absl::StrCat("more than ", kMaxCountInputBytes, " bytes"));
  }
  std::vector<CountLine> lines;
  std::set<std::string> names;
  size_t number = 0;
  for (const absl::string_view line : absl::StrSplit(text, '\n')) {
    ++number;
    if (absl::StripAsciiWhitespace(line).empty()) continue;
    absl::StatusOr<CountLine> count = ParseLine(line);
    if (!count.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat("line ", number, ": ", count.status().message()));
    }
    names.insert(count->name);
    lines.push_back(*std::move(count));
    if (lines.size() > kMaxCountLines || names.size() > kMaxCountNames) {
      return absl::OutOfRangeError(absl::StrCat("more than ", kMaxCountLines, " lines or ",
                                                kMaxCountNames, " different names"));
    }
  }
  return lines;
}

}  // namespace telemetry::cmd
