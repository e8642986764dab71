#include "upload/http/http_content.h"

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

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
  uint64_t size;  // 0: the range contains nothing of the body
};

bool ParseDigits(absl::string_view text, uint64_t* value) {
  return !text.empty() && text.find_first_not_of("0123456789") == absl::string_view::npos &&
         absl::SimpleAtoi(text, value);
}

// Nullopt if `header` is not one well-formed byte range, and is therefore ignored.
std::optional<ByteRange> ParseRange(absl::string_view header, uint64_t body_size) {
  if (!absl::ConsumePrefix(&header, "bytes=")) return std::nullopt;
  const size_t dash = header.find('-');
  if (dash == absl::string_view::npos) return std::nullopt;
  const absl::string_view first_text = absl::StripAsciiWhitespace(header.substr(0, dash));
  const absl::string_view last_text = absl::StripAsciiWhitespace(header.substr(dash + 1));
  uint64_t first = 0;
  uint64_t last = 0;
  if (first_text.empty()) {
    // A suffix: the last N bytes.
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

// Weak comparison: ignores W/.
bool MatchesTag(absl::string_view header, absl::string_view etag) {
  if (etag.empty()) return false;
  if (absl::StripAsciiWhitespace(header) == "*") return true;
  for (absl::string_view tag : absl::StrSplit(header, ',')) {
    tag = absl::StripAsciiWhitespace(tag);
    absl::ConsumePrefix(&tag, "W/");
    if (absl::ConsumePrefix(&tag, "\"") && absl::ConsumeSuffix(&tag, "\"") && tag == etag) {
      return true;
    }
  }
  return false;
}

std::string Quoted(absl::string_view etag) { return absl::StrCat("\"", etag, "\""); }

// The weight of a coding in an Accept-Encoding value; 0 if it is refused or missing.
double WeightOf(absl::string_view coding, absl::string_view accept_encoding) {
  for (const absl::string_view item : absl::StrSplit(accept_encoding, ',')) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(item, absl::MaxSplits(';', 1));
    if (!absl::EqualsIgnoreCase(absl::StripAsciiWhitespace(parts.first), coding)) continue;
    absl::string_view weight_text = absl::StripAsciiWhitespace(parts.second);
    if (!absl::ConsumePrefix(&weight_text, "q=")) return 1;
    double weight = 0;
    return absl::SimpleAtod(weight_text, &weight) ? weight : 0;
  }
  return 0;
}

// A form in which content is served.
struct Form {
  HttpBody body;
  std::string etag;      // "" for none
  std::string encoding;  // "" for the identity form
  bool has_ranges;
};

Form IdentityForm(const HttpContent& content) {
  return {.body = content.identity, .etag = content.etag, .encoding = "", .has_ranges = true};
}

// `content` must have a gzip form.
Form GzipForm(const HttpContent& content) {
  Form form{.body = *content.gzip,
            .etag = content.gzip_etag,
            .encoding = "gzip",
            .has_ranges = !content.gzip_etag.empty()};
  if (content.etag.empty()) {
    form.etag = "";
  } else if (form.etag.empty()) {
    form.etag = absl::StrCat(content.etag, kGzipTagSuffix);
  }
  return form;
}

// The forms that the peer accepts, the preferred one first.
std::vector<Form> FormsFor(const HttpRequest& request, const HttpContent& content) {
  std::vector<Form> forms;
  if (content.gzip.has_value() && AcceptsGzip(request.Header("Accept-Encoding"))) {
    forms.push_back(GzipForm(content));
  }
  forms.push_back(IdentityForm(content));
  return forms;
}

// The form whose range is requested; null if the peer has a part of something else and must get the
// whole content.
const Form* FormOfRange(absl::string_view if_range, const std::vector<Form>& forms) {
  if (if_range.empty()) return &forms.back();
  for (const Form& form : forms) {
    if (form.has_ranges && !form.etag.empty() && if_range == Quoted(form.etag)) return &form;
  }
  return nullptr;
}

void AddFormFields(const Form& form, HttpReply& reply) {
  if (!form.encoding.empty()) reply.headers.emplace_back("Content-Encoding", form.encoding);
  if (!form.etag.empty()) reply.headers.emplace_back("ETag", Quoted(form.etag));
}

HttpReply ServeRange(const Form& form, const ByteRange& range, HttpReply reply) {
  const uint64_t size = form.body.size_bytes();
  if (range.size == 0) {
    reply.status = 416;
    reply.headers.emplace_back("Content-Range", absl::StrCat("bytes */", size));
    return reply;
  }
  reply.status = 206;
  reply.body = form.body.Slice(range.first, range.size);
  AddFormFields(form, reply);
  reply.headers.emplace_back(
      "Content-Range",
      absl::StrCat("bytes ", range.first, "-", range.first + range.size - 1, "/", size));
  return reply;
}

}  // namespace

bool AcceptsGzip(absl::string_view accept_encoding) {
  const double weight = WeightOf("gzip", accept_encoding);
  return weight > 0 && weight >= WeightOf("identity", accept_encoding);
}

HttpReply ServeContent(const HttpRequest& request, const HttpContent& content) {
  HttpReply reply{.content_type = content.content_type,
                  .headers = {{"Cache-Control", content.cache_control}}};
  if (content.gzip.has_value()) reply.headers.emplace_back("Vary", "Accept-Encoding");
  const std::vector<Form> forms = FormsFor(request, content);
  const absl::string_view if_none_match = request.Header("If-None-Match");
  for (const Form& form : forms) {
    if (!MatchesTag(if_none_match, form.etag)) continue;
    reply.status = 304;
    reply.headers.emplace_back("ETag", Quoted(form.etag));
    return reply;
  }
  // Ranges apply only to GET.
  const Form* const form =
      request.method == "GET" ? FormOfRange(request.Header("If-Range"), forms) : nullptr;
  if (form != nullptr) {
    const std::optional<ByteRange> range =
        ParseRange(request.Header("Range"), form->body.size_bytes());
    if (range.has_value()) return ServeRange(*form, *range, std::move(reply));
  }
  reply.headers.emplace_back("Accept-Ranges", "bytes");
  AddFormFields(forms.front(), reply);
  reply.body = forms.front().body;
  return reply;
}

}  // namespace telemetry
