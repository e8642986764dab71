#include "upload/site/internal/visible_text.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"

namespace telemetry::upload_internal {
namespace {

struct Range {
  uint32_t first;
  uint32_t last;
};

// The same as UNSEEN in upload/web/charts/text.ts, without ASCII, and without surrogates, which do
// not occur in UTF-8.
constexpr Range kUnseen[] = {{0x80, 0x9f},     {0x61c, 0x61c},   {0x200b, 0x200f}, {0x2028, 0x202e},
                             {0x2060, 0x206f}, {0xfeff, 0xfeff}, {0xfff9, 0xfffb}};

bool IsUnseen(uint32_t character) {
  return std::any_of(std::begin(kUnseen), std::end(kUnseen), [character](const Range& range) {
    return range.first <= character && character <= range.last;
  });
}

// The length of a UTF-8 sequence that begins with `first`, if that is 2 or 3 bytes, as for all
// unseen characters; else 1.
size_t SequenceLength(unsigned char first) {
  return first < 0xc0 || first >= 0xf0 ? 1 : first < 0xe0 ? 2 : 3;
}

// The character that `text` begins with, if it is one of two or three bytes.
std::optional<uint32_t> DecodeFirst(absl::string_view text, size_t length) {
  if (length == 1 || text.size() < length) return std::nullopt;
  uint32_t character = static_cast<unsigned char>(text[0]) & (length == 2 ? 0x1f : 0xf);
  for (const char c : text.substr(1, length - 1)) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xc0) != 0x80) return std::nullopt;
    character = character << 6 | (byte & 0x3f);
  }
  return character;
}

}  // namespace

std::string VisibleText(absl::string_view text) {
  std::string visible;
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text[0]);
    if (absl::ascii_iscntrl(first)) {
      // U+2400 plus the character, in UTF-8; U+2421 for DEL.
      visible += "\xe2\x90";
      visible.push_back(static_cast<char>(0x80 + (first == 0x7f ? 0x21 : first)));
      text.remove_prefix(1);
      continue;
    }
    const size_t length = SequenceLength(first);
    const std::optional<uint32_t> character = DecodeFirst(text, length);
    if (character.has_value() && IsUnseen(*character)) {
      absl::StrAppend(&visible, "\\u", absl::Hex(*character, absl::kZeroPad4));
      text.remove_prefix(length);
    } else {
      visible.push_back(text[0]);
      text.remove_prefix(1);
    }
  }
  return visible;
}

}  // namespace telemetry::upload_internal
