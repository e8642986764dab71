#include "upload/http/http_message.h"

#include <algorithm>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "storage/percent_decoded.h"

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
  return PercentDecoded(absl::StrReplaceAll(text, {{"+", " "}}));
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
