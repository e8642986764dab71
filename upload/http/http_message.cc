#include "upload/http/http_message.h"

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace telemetry {

absl::string_view FindHeader(const HttpHeaders& headers, absl::string_view name) {
  for (const auto& [key, value] : headers) {
    if (absl::EqualsIgnoreCase(key, name)) return value;
  }
  return "";
}

size_t CountHeaders(const HttpHeaders& headers, absl::string_view name) {
  return std::count_if(headers.begin(), headers.end(), [name](const auto& field) {
    return absl::EqualsIgnoreCase(field.first, name);
  });
}

std::optional<std::string> DecodeQueryText(absl::string_view text) {
  std::string decoded;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      decoded.push_back(text[i] == '+' ? ' ' : text[i]);
      continue;
    }
    if (i + 2 >= text.size() || !absl::ascii_isxdigit(text[i + 1]) ||
        !absl::ascii_isxdigit(text[i + 2])) {
      return std::nullopt;
    }
    decoded += absl::HexStringToBytes(text.substr(i + 1, 2));
    i += 2;
  }
  return decoded;
}

std::optional<std::string> HttpRequest::QueryParameter(absl::string_view name) const {
  for (const absl::string_view item : absl::StrSplit(query, '&', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(item, absl::MaxSplits('=', 1));
    if (DecodeQueryText(parts.first) == std::string(name)) return DecodeQueryText(parts.second);
  }
  return std::nullopt;
}

HttpReply TextReply(int status, absl::string_view line) {
  return {.status = status, .content_type = kTextType, .body = absl::StrCat(line, "\n")};
}

}  // namespace telemetry
