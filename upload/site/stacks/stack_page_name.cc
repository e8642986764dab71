#include "upload/site/stacks/stack_page_name.h"

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "upload/site/internal/page_path.h"

namespace telemetry {
namespace {

constexpr absl::string_view kFolder = "/stacks/";

}  // namespace

std::string StackPageName(absl::string_view program) {
  return absl::StrCat("stacks/", upload_internal::TextHash(program));
}

std::string StackPageName(absl::string_view program, absl::string_view id) {
  return absl::StrCat(StackPageName(program), "-", id);
}

std::string StackPath(absl::string_view program) {
  return absl::StrCat(kFolder, upload_internal::EscapedPath(program));
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
