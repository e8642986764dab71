#include "upload/http/http_content.h"

#include <algorithm>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace telemetry {
namespace {

constexpr absl::string_view kGzipTagSuffix = "-gzip";

// One range of bytes.
struct ByteRange {
  uint64_t first;
  uint64_t size;  // 0: nothing of the body lies in it
};

bool ParseDigits(absl::string_view text, uint64_t* value) {
  return !text.empty() && text.find_first_not_of("0123456789") == absl::string_view::npos &&
         absl::SimpleAtoi(text, value);
}

// Nothing if `header` is not one well-formed range of bytes, and so is ignored.
std::optional<ByteRange> ParseRange(absl::string_view header, uint64_t body_size) {
  if (!absl::ConsumePrefix(&header, "bytes=")) return std::nullopt;
  const size_t dash = header.find('-');
  if (dash == absl::string_view::npos) return std::nullopt;
  const absl::string_view first_text = absl::StripAsciiWhitespace(header.substr(0, dash));
  const absl::string_view last_text = absl::StripAsciiWhitespace(header.substr(dash + 1));
  uint64_t first = 0;
  uint64_t last = 0;
  if (first_text.empty()) {
    // The last bytes, so many.
    if (!ParseDigits(last_text, &last)) return std::nullopt;
    const uint64_t size = std::min(last, body_size);
    return ByteRange{body_size - size, size};
  }
  if (!ParseDigits(first_text, &first)) return std::nullopt;
  if (last_text.empty()) {
    last = UINT64_MAX;
  } else if (!ParseDigits(last_text, &last) || last < first) {
    return std::nullopt;
  }
  if (first >= body_size) return ByteRange{first, 0};
  return ByteRange{first, std::min(last, body_size - 1) - first + 1};
}

// Weak comparison, which ignores W/ and takes either form's tag.
bool MatchesTag(absl::string_view header, absl::string_view etag) {
  if (absl::StripAsciiWhitespace(header) == "*") return true;
  for (absl::string_view tag : absl::StrSplit(header, ',')) {
    tag = absl::StripAsciiWhitespace(tag);
    absl::ConsumePrefix(&tag, "W/");
    if (!absl::ConsumePrefix(&tag, "\"") || !absl::ConsumeSuffix(&tag, "\"")) continue;
    absl::ConsumeSuffix(&tag, kGzipTagSuffix);
    if (tag == etag) return true;
  }
  return false;
}

std::string Quoted(absl::string_view etag) { return absl::StrCat("\"", etag, "\""); }

}  // namespace

bool AcceptsGzip(absl::string_view accept_encoding) {
  for (const absl::string_view item : absl::StrSplit(accept_encoding, ',')) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(item, absl::MaxSplits(';', 1));
    if (!absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(parts.first), "gzip")) continue;
    absl::string_view weight_text = absl::StripAsciiWhitespace(parts.second);
    if (!absl::ConsumePrefix(&weight_text, "q=")) return true;
    double weight = 0;
    return absl::SimpleAtod(weight_text, &weight) && weight > 0;
  }
  return false;
}

HttpReply ServeContent(const HttpRequest& request, const HttpContent& content) {
  HttpReply reply{.content_type = content.content_type,
                  .headers = {{"Cache-Control", content.cache_control}}};
  if (content.gzip.has_value()) reply.headers.emplace_back("Vary", "Accept-Encoding");
  const absl::string_view if_none_match = request.Header("If-None-Match");
  if (!if_none_match.empty() && !content.etag.empty() && MatchesTag(if_none_match, content.etag)) {
    reply.status = 304;
    reply.headers.emplace_back("ETag", Quoted(content.etag));
    return reply;
  }
  const absl::string_view if_range = request.Header("If-Range");
  const bool knows_it = if_range.empty() || if_range == Quoted(content.etag);
  // A HEAD has no part that could be left out.
  if (request.method == "GET" && knows_it) {
    const uint64_t size = content.identity.size_bytes();
    const std::optional<ByteRange> range = ParseRange(request.Header("Range"), size);
    if (range.has_value()) {
      const bool satisfiable = range->size > 0;
      reply.status = satisfiable ? 206 : 416;
      if (satisfiable) reply.body = content.identity.Slice(range->first, range->size);
      if (!content.etag.empty()) reply.headers.emplace_back("ETag", Quoted(content.etag));
      reply.headers.emplace_back(
          "Content-Range", satisfiable ? absl::StrCat("bytes ", range->first, "-",
                                                      range->first + range->size - 1, "/", size)
                                       : absl::StrCat("bytes */", size));
      return reply;
    }
  }
  reply.headers.emplace_back("Accept-Ranges", "bytes");
  const bool compressed =
      content.gzip.has_value() && AcceptsGzip(request.Header("Accept-Encoding"));
  if (compressed) reply.headers.emplace_back("Content-Encoding", "gzip");
  if (!content.etag.empty()) {
    reply.headers.emplace_back(
        "ETag", Quoted(compressed ? absl::StrCat(content.etag, kGzipTagSuffix) : content.etag));
  }
  reply.body = compressed ? *content.gzip : content.identity;
  return reply;
}

}  // namespace telemetry
