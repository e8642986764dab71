#include "cmd/internal/go_quote.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "cmd/internal/go_printable_ranges.h"
#include "storage/json/utf8.h"

namespace telemetry::cmd {
namespace {

// The letter after the backslash in the short escape of `rune`; 0 if it has none.
char ShortEscape(char32_t rune) {
  constexpr absl::string_view kControls = "\a\b\f\n\r\t\v\"\\";
  constexpr absl::string_view kLetters = "abfnrtv\"\\";
  const size_t index = rune < 0x80 ? kControls.find(static_cast<char>(rune)) : kControls.npos;
  return index == kControls.npos ? '\0' : kLetters[index];
}

void AppendRune(absl::string_view sequence, std::string& quoted) {
  const char32_t rune = DecodeRune(sequence, sequence.size());
  if (const char letter = ShortEscape(rune); letter != '\0') {
    quoted += '\\';
    quoted += letter;
  } else if (IsGoPrintable(rune)) {
    absl::StrAppend(&quoted, sequence);
  } else if (rune < 0x80) {
    absl::StrAppendFormat(&quoted, "\\x%02x", static_cast<unsigned>(rune));
  } else if (rune < 0x10000) {
    absl::StrAppendFormat(&quoted, "\\u%04x", static_cast<unsigned>(rune));
  } else {
    absl::StrAppendFormat(&quoted, "\\U%08x", static_cast<unsigned>(rune));
  }
}

}  // namespace

std::string GoQuote(absl::string_view text) {
  std::string quoted = "\"";
  while (!text.empty()) {
    const size_t length = Utf8SequenceLength(text);
    if (length == 0) {
      absl::StrAppendFormat(&quoted, "\\x%02x", static_cast<unsigned char>(text[0]));
      text.remove_prefix(1);
    } else {
      AppendRune(text.substr(0, length), quoted);
      text.remove_prefix(length);
    }
  }
  quoted += '"';
  return quoted;
}

bool IsGoPrintable(char32_t rune) {
  if (rune < 0x80) return rune >= 0x20 && rune < 0x7f;
  const RuneRange* const after =
      std::upper_bound(std::begin(kGoPrintableRanges), std::end(kGoPrintableRanges), rune,
                       [](char32_t value, const RuneRange& range) { return value < range.first; });
  return after != std::begin(kGoPrintableRanges) && rune <= std::prev(after)->last;
}

char32_t DecodeRune(absl::string_view text, size_t length) {
  constexpr unsigned char kPayload[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
  char32_t rune = static_cast<unsigned char>(text[0]) & kPayload[length];
  for (size_t i = 1; i < length; ++i) {
    rune = rune << 6 | (static_cast<unsigned char>(text[i]) & 0x3f);
  }
  return rune;
}

}  // namespace telemetry::cmd
