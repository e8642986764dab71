#include "upload/site/internal/page_path.h"

#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/str_format.h"

namespace telemetry::upload_internal {
namespace {

bool IsPlain(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
         absl::string_view("/.-_~").find(c) != absl::string_view::npos;
}

std::string Escaped(absl::string_view text, absl::string_view also_plain) {
  std::string path;
  for (const char c : text) {
    if (IsPlain(c) || also_plain.find(c) != absl::string_view::npos) {
      path += c;
    } else {
      absl::StrAppendFormat(&path, "%%%02X", static_cast<uint8_t>(c));
    }
  }
  return path;
}

}  // namespace

std::string EscapedPath(absl::string_view text) { return Escaped(text, ""); }

std::string EscapedId(absl::string_view text) { return Escaped(text, ":"); }

std::string TextHash(absl::string_view text) {
  uint64_t hash = 14695981039346656037u;
  for (const char c : text) {
    hash ^= static_cast<uint8_t>(c);
    hash *= 1099511628211u;
  }
  return absl::StrFormat("%016x", hash);
}

}  // namespace telemetry::upload_internal
