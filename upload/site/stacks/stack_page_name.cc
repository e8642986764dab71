#include "upload/site/stacks/stack_page_name.h"

#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/strip.h"

namespace telemetry {
namespace {

constexpr absl::string_view kFolder = "/stacks/";

uint64_t Fnv1a(absl::string_view text) {
  uint64_t hash = 14695981039346656037u;
  for (const char c : text) {
    hash ^= static_cast<uint8_t>(c);
    hash *= 1099511628211u;
  }
  return hash;
}

bool IsPlain(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) ||
         absl::string_view("/.-_~").find(c) != absl::string_view::npos;
}

}  // namespace

std::string StackPageName(absl::string_view program) {
  return absl::StrFormat("stacks/%016x", Fnv1a(program));
}

std::string StackPageName(absl::string_view program, absl::string_view id) {
  return absl::StrCat(StackPageName(program), "-", id);
}

std::string StackPath(absl::string_view program) {
  std::string path(kFolder);
  for (const char c : program) {
    if (IsPlain(c)) {
      path += c;
    } else {
      absl::StrAppendFormat(&path, "%%%02X", static_cast<uint8_t>(c));
    }
  }
  return path;
}

std::string StackPath(absl::string_view program, absl::string_view id) {
  return absl::StrCat(StackPath(program), "/", id);
}

std::string UnescapedStackPath(absl::string_view path) {
  absl::ConsumePrefix(&path, kFolder);
  std::string text;
  while (!path.empty()) {
    if (path.front() != '%') {
      text += path.front();
      path.remove_prefix(1);
      continue;
    }
    const absl::string_view digits = path.substr(0, 3).substr(1);
    const bool is_escape = digits.size() == 2 &&
                           absl::ascii_isxdigit(static_cast<unsigned char>(digits[0])) &&
                           absl::ascii_isxdigit(static_cast<unsigned char>(digits[1]));
    if (!is_escape) return "";
    absl::StrAppend(&text, absl::HexStringToBytes(digits));
    path.remove_prefix(3);
  }
  return text;
}

}  // namespace telemetry
