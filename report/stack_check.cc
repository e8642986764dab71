#include "report/stack_check.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "storage/json/utf8.h"
#include "storage/quoted.h"
#include "storage/stack/counter_name.h"
#include "storage/stack/stack_format.h"

namespace telemetry {
namespace {

constexpr size_t kMaxDigits = 16;  // of a number of 64 bits, in hexadecimal
constexpr char kBeforeEntryOfOurs = '@';

bool AreDigits(absl::string_view text) {
  return !text.empty() && text.size() <= kMaxDigits &&
         std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

bool AreHexDigits(absl::string_view text) {
  return !text.empty() && text.size() <= kMaxDigits &&
         std::all_of(text.begin(), text.end(), absl::ascii_isxdigit);
}

// What follows a frame's last colon: "+12,+0x3f", "-1,+0x3f", "=12", "=12,+0x3f", "@0x11d0,+0x3f".
bool IsPlace(absl::string_view place) {
  if (place.empty()) return false;
  const char kind = place[0];
  const std::vector<absl::string_view> parts = absl::StrSplit(place.substr(1), ',');
  absl::string_view pc = parts.size() == 2 ? parts[1] : "";
  const bool has_pc = absl::ConsumePrefix(&pc, "+0x") && AreHexDigits(pc);
  if (kind == kBeforeEntryOfOurs) {
    absl::string_view entry = parts[0];
    return has_pc && absl::ConsumePrefix(&entry, "0x") && AreHexDigits(entry);
  }
  if (kind != '+' && kind != '-' && kind != '=') return false;
  return AreDigits(parts[0]) && (has_pc || parts.size() == 1);
}

// Blanks that C++'s names have: "(anonymous namespace)", "{unnamed type#1}", "operator unsigned
// long".
bool HasForeignBlank(absl::string_view text) {
  const std::string rest =
      absl::StrReplaceAll(text, {{"(anonymous namespace)", ""}, {"{unnamed type#", "{"}});
  const size_t blank = rest.find(' ');
  return blank != std::string::npos && rest.rfind("operator", blank) == std::string::npos;
}

// Whether these bytes can be part of a name of Go's or C++'s.
bool IsNameText(absl::string_view text) {
  for (absl::string_view rest = text; !rest.empty();) {
    const size_t bytes = Utf8SequenceLength(rest);
    if (bytes == 0) return false;
    if (bytes == 1 && !absl::ascii_isprint(rest[0])) return false;
    // U+0080 to U+009F are controls. No letter is in U+2000 to U+206F, where those are that turn
    // text around, or in the characters for private use.
    if (bytes == 2 && rest[0] == '\xc2' && static_cast<unsigned char>(rest[1]) < 0xa0) return false;
    if (absl::StartsWith(rest, "\xe2\x80") || absl::StartsWith(rest, "\xe2\x81")) return false;
    if (absl::StartsWith(rest, "\xee")) return false;
    rest.remove_prefix(bytes);
  }
  return !HasForeignBlank(text);
}

bool IsFrame(absl::string_view line) {
  const size_t colon = line.rfind(':');
  if (colon == absl::string_view::npos) return false;
  const absl::string_view name = line.substr(0, colon);
  return absl::StrContains(name, '.') && IsNameText(name) && IsPlace(line.substr(colon + 1));
}

// How many bytes a frame takes in a counter file; `path` is the last path spelled out.
size_t EncodedBytes(absl::string_view line, absl::string_view& path) {
  const absl::string_view own = PathOfLine(line);
  if (own.empty() || own == stack_format::kDitto) return line.size();
  if (own == path) return line.size() - own.size() + stack_format::kDitto.size();
  path = own;
  return line.size();
}

}  // namespace

std::string WhyNotStack(absl::string_view name) {
  absl::string_view rest = name;
  const bool is_cut = absl::ConsumeSuffix(&rest, stack_format::kTruncated);
  std::vector<absl::string_view> lines = absl::StrSplit(rest, '\n');
  size_t bytes = lines[0].size() + (is_cut ? stack_format::kTruncated.size() : 0);
  absl::string_view path = PathOfLine(lines[0]);
  for (size_t i = 1; i < lines.size(); ++i) {
    const bool may_lack_end = is_cut && i + 1 == lines.size();
    if (!IsFrame(lines[i]) && !(may_lack_end && IsNameText(lines[i]))) {
      return absl::StrCat("line ", i + 1, ", ", Quoted(lines[i]), ", is not a frame of a stack");
    }
    bytes += 1 + EncodedBytes(lines[i], path);
  }
  if (lines.size() == 1 && !is_cut) return "it has no frame";
  if (bytes > stack_format::kMaxNameBytes) {
    return absl::StrCat("it takes ", bytes, " bytes, and a counter file has room for ",
                        stack_format::kMaxNameBytes);
  }
  return "";
}

bool IsFrameOfGo(absl::string_view line) {
  const size_t colon = line.rfind(':');
  if (colon == absl::string_view::npos) return false;
  const absl::string_view place = line.substr(colon + 1);
  return IsPlace(place) && place[0] != kBeforeEntryOfOurs;
}

absl::string_view WithFrames(absl::string_view name, size_t frames) {
  size_t end = name.find('\n');
  for (size_t i = 0; i < frames && end != absl::string_view::npos; ++i) {
    end = name.find('\n', end + 1);
  }
  return name.substr(0, end);
}

}  // namespace telemetry
