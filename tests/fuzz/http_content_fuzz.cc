// Any header fields and query with a request for content: the reply is one of those that are
// documented, a range is the one that was asked for, and nothing is sent twice.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "tests/fuzz/fuzz_check.h"
#include "upload/http/host_policy.h"
#include "upload/http/http_content.h"
#include "upload/http/http_message.h"

namespace telemetry {
namespace {

constexpr char kPlain[] = "0123456789abcdefghijklmnopqrstuvwxyz";
constexpr char kZipped[] = "ZYXWVUTSRQPONMLKJIHGFEDCBA";

std::string BodyOf(const HttpReply& reply) {
  std::string buffer;
  return std::string(*reply.body.Piece(0, reply.body.size_bytes(), buffer));
}

// The form that a reply is, or is part of.
absl::string_view FormOf(const HttpReply& reply) {
  return FindHeader(reply.headers, "Content-Encoding") == "gzip" ? kZipped : kPlain;
}

void CheckRange(const HttpReply& reply) {
  absl::string_view text = FindHeader(reply.headers, "Content-Range");
  Check(absl::ConsumePrefix(&text, "bytes "), "a range without its place");
  const std::pair<absl::string_view, absl::string_view> parts = absl::StrSplit(text, '/');
  const std::pair<absl::string_view, absl::string_view> ends = absl::StrSplit(parts.first, '-');
  size_t first = 0;
  size_t last = 0;
  Check(absl::SimpleAtoi(ends.first, &first) && absl::SimpleAtoi(ends.second, &last),
        "the place of a range is no numbers");
  const absl::string_view whole = FormOf(reply);
  Check(first <= last && last < whole.size(), "a range is outside of the content");
  Check(BodyOf(reply) == whole.substr(first, last - first + 1), "a range is another one");
}

void CheckReply(const HttpRequest& request, const HttpReply& reply) {
  switch (reply.status) {
    case 200:
      return Check(BodyOf(reply) == FormOf(reply), "the content is not whole");
    case 206:
      return CheckRange(reply);
    case 304:
      Check(!request.Header("If-None-Match").empty(), "not modified since when?");
      return Check(reply.body.size_bytes() == 0, "a body though nothing is new");
    case 416:
      return Check(!request.Header("Range").empty(), "no range was asked for");
    default:
      Check(false, "a status that is not documented");
  }
}

// The first line of the input is the query, each other one a header field.
HttpRequest RequestFrom(absl::string_view input) {
  HttpRequest request{.method = "GET", .path = "/"};
  bool is_first = true;
  for (const absl::string_view line : absl::StrSplit(input, '\n')) {
    if (std::exchange(is_first, false)) {
      request.query = std::string(line);
      continue;
    }
    const size_t colon = line.find(": ");
    if (colon == absl::string_view::npos) continue;
    request.headers.emplace_back(line.substr(0, colon), line.substr(colon + 2));
  }
  return request;
}

}  // namespace
}  // namespace telemetry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace telemetry;  // NOLINT(google-build-using-namespace)
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  const HttpRequest request = RequestFrom(input);
  for (const char* gzip_etag : {"", "zipped"}) {
    CheckReply(request, ServeContent(request, {.content_type = kTextType,
                                               .identity = std::string(kPlain),
                                               .gzip = std::string(kZipped),
                                               .etag = "plain",
                                               .gzip_etag = gzip_etag}));
  }
  const std::optional<std::string> value = request.QueryParameter("key");
  Check(!value.has_value() || value->size() <= request.query.size(), "a value grows");
  const std::optional<HttpReply> foreign = RefuseForeignHost({"localhost:4040"}, request);
  if (!foreign.has_value()) {
    Check(CountHeaders(request.headers, "Host") == 1 &&
              absl::EqualsIgnoreCase(request.Header("Host"), "localhost:4040"),
          "a foreign host is served");
  }
  return 0;
}
