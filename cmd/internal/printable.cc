#include "cmd/internal/printable.h"

#include <algorithm>
#include <cstddef>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "cmd/internal/go_quote.h"
#include "storage/json/utf8.h"

namespace telemetry::cmd {
namespace {

std::string ReplaceUnprintable(absl::string_view text, bool keep_line_feeds) {
  std::string printable;
  while (!text.empty()) {
    const size_t length = Utf8SequenceLength(text);
    const bool is_kept = keep_line_feeds && text[0] == '\n';
    if (is_kept || (length > 0 && IsGoPrintable(DecodeRune(text, length)))) {
      absl::StrAppend(&printable, text.substr(0, length));
    } else {
      printable += '?';
    }
    text.remove_prefix(std::max<size_t>(length, 1));
  }
  return printable;
}

}  // namespace

std::string Printable(absl::string_view text) {
  return ReplaceUnprintable(text, /*keep_line_feeds=*/false);
}

std::string PrintableLines(absl::string_view text) {
  return ReplaceUnprintable(text, /*keep_line_feeds=*/true);
}

}  // namespace telemetry::cmd
