#include "cmd/gotelemetry/text_view/display_text.h"

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/string_view.h"
#include "cmd/gotelemetry/text_view/text_style.h"
#include "storage/json/utf8.h"

namespace telemetry::cmd {
namespace {

// The code points of a printable text.
std::vector<absl::string_view> Runes(absl::string_view text) {
  std::vector<absl::string_view> runes;
  while (!text.empty()) {
    const size_t length = std::max<size_t>(Utf8SequenceLength(text), 1);
    runes.push_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return runes;
}

absl::string_view Ellipsis(const TextStyle& style) { return style.unicode ? "\u2026" : "~"; }

std::string Spaces(absl::string_view text, int width) {
  return std::string(std::max(0, width - DisplayWidth(text)), ' ');
}

}  // namespace

int DisplayWidth(absl::string_view text) { return static_cast<int>(Runes(text).size()); }

std::string FitEnd(absl::string_view text, int width, const TextStyle& style) {
  const std::vector<absl::string_view> runes = Runes(text);
  if (static_cast<int>(runes.size()) <= width) return std::string(text);
  const auto end = runes.begin() + std::max(0, width - 1);
  return absl::StrCat(absl::StrJoin(runes.begin(), end, ""), Ellipsis(style));
}

std::string FitStart(absl::string_view text, int width, const TextStyle& style) {
  const std::vector<absl::string_view> runes = Runes(text);
  if (static_cast<int>(runes.size()) <= width) return std::string(text);
  const auto begin = runes.end() - std::max(0, width - 1);
  return absl::StrCat(Ellipsis(style), absl::StrJoin(begin, runes.end(), ""));
}

std::string PadEnd(absl::string_view text, int width) {
  return absl::StrCat(text, Spaces(text, width));
}

std::string PadStart(absl::string_view text, int width) {
  return absl::StrCat(Spaces(text, width), text);
}

}  // namespace telemetry::cmd
