#include "upload/http/http_content.h"

#include <string>
#include <utility>

#include "gtest/gtest.h"

namespace telemetry {
namespace {

const HttpContent& Digits() {
  static const auto& content = *new HttpContent{
      .content_type = "text/plain", .identity = "0123456789", .gzip = "zipped", .etag = "v1"};
  return content;
}

HttpReply Serve(HttpHeaders headers) {
  return ServeContent({.method = "GET", .path = "/", .headers = std::move(headers)}, Digits());
}

std::string Bytes(const HttpReply& reply) {
  std::string buffer;
  if (reply.body.size_bytes() == 0) return "";
  return std::string(reply.body.Piece(0, 100, buffer).value());
}

TEST(HttpContentTest, ServesAllOfIt) {
  const HttpReply reply = Serve({});
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(Bytes(reply), "0123456789");
  EXPECT_EQ(FindHeader(reply.headers, "ETag"), "\"v1\"");
  EXPECT_EQ(FindHeader(reply.headers, "Vary"), "Accept-Encoding");
  EXPECT_EQ(FindHeader(reply.headers, "Accept-Ranges"), "bytes");
  EXPECT_EQ(FindHeader(reply.headers, "Cache-Control"), "no-cache");
}

TEST(HttpContentTest, CompressesForWhoAsks) {
  const HttpReply reply = Serve({{"Accept-Encoding", "br, gzip;q=0.8"}});
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(Bytes(reply), "zipped");
  EXPECT_EQ(FindHeader(reply.headers, "Content-Encoding"), "gzip");
  EXPECT_EQ(FindHeader(reply.headers, "ETag"), "\"v1-gzip\"");
}

TEST(HttpContentTest, KnowsWhoTakesGzip) {
  for (const char* value : {"gzip", "GZIP", "br , gzip", "gzip;q=1", "gzip; q=0.001",
                            "gzip, identity", "identity;q=0.5, gzip;q=0.8"}) {
    EXPECT_TRUE(AcceptsGzip(value)) << value;
  }
  for (const char* value : {"", "br", "gzip;q=0", "gzip; q=0.0", "gzipped", "x-gzip",
                            "gzip;q=0.5, identity;q=1", "identity, gzip;q=0.9"}) {
    EXPECT_FALSE(AcceptsGzip(value)) << value;
  }
}

TEST(HttpContentTest, SendsNothingToWhoHasIt) {
  for (const char* value : {"\"v1\"", "W/\"v1\"", "\"v0\", \"v1\"", "*"}) {
    const HttpReply reply = Serve({{"If-None-Match", value}});
    EXPECT_EQ(reply.status, 304) << value;
    EXPECT_EQ(Bytes(reply), "");
    EXPECT_EQ(FindHeader(reply.headers, "ETag"), "\"v1\"");
  }
  const HttpReply reply = Serve({{"If-None-Match", "\"v1-gzip\""}, {"Accept-Encoding", "gzip"}});
  EXPECT_EQ(reply.status, 304);
  EXPECT_EQ(FindHeader(reply.headers, "ETag"), "\"v1-gzip\"");
  for (const char* value : {"\"v2\"", "v1", "\"\"", ",", "\"v1-gzip\""}) {
    EXPECT_EQ(Serve({{"If-None-Match", value}}).status, 200) << value;
  }
}

TEST(HttpContentTest, ServesARange) {
  const struct {
    const char* range;
    const char* bytes;
    const char* content_range;
  } kCases[] = {
      {"bytes=0-0", "0", "bytes 0-0/10"},  {"bytes=2-4", "234", "bytes 2-4/10"},
      {"bytes=8-", "89", "bytes 8-9/10"},  {"bytes=8-100", "89", "bytes 8-9/10"},
      {"bytes=-3", "789", "bytes 7-9/10"}, {"bytes=-30", "0123456789", "bytes 0-9/10"},
  };
  for (const auto& c : kCases) {
    // A client that does not say what it has a part of gets a range of the identity form.
    const HttpReply reply = Serve({{"Range", c.range}, {"Accept-Encoding", "gzip"}});
    EXPECT_EQ(reply.status, 206) << c.range;
    EXPECT_EQ(Bytes(reply), c.bytes) << c.range;
    EXPECT_EQ(FindHeader(reply.headers, "Content-Range"), c.content_range);
    EXPECT_EQ(FindHeader(reply.headers, "Content-Encoding"), "");
  }
}

TEST(HttpContentTest, SaysThatNothingLiesInARange) {
  for (const char* range : {"bytes=10-", "bytes=100-200", "bytes=-0"}) {
    const HttpReply reply = Serve({{"Range", range}});
    EXPECT_EQ(reply.status, 416) << range;
    EXPECT_EQ(FindHeader(reply.headers, "Content-Range"), "bytes */10");
  }
}

TEST(HttpContentTest, IgnoresARangeThatIsNone) {
  for (const char* range : {"bytes=", "bytes=-", "bytes=a-b", "bytes=4-2", "bytes=0-1,3-4",
                            "lines=1-2", "bytes=0x1-2", "bytes=99999999999999999999-"}) {
    EXPECT_EQ(Serve({{"Range", range}}).status, 200) << range;
  }
}

TEST(HttpContentTest, TellsInAHeadAboutAllOfIt) {
  const HttpReply reply =
      ServeContent({.method = "HEAD", .path = "/", .headers = {{"Range", "bytes=0-1"}}}, Digits());
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(reply.body.size_bytes(), 10u);
}

TEST(HttpContentTest, ServesARangeOnlyOfWhatThePeerKnows) {
  EXPECT_EQ(Serve({{"Range", "bytes=0-1"}, {"If-Range", "\"v1\""}}).status, 206);
  EXPECT_EQ(Serve({{"Range", "bytes=0-1"}, {"If-Range", "\"v0\""}}).status, 200);
  EXPECT_EQ(Serve({{"Range", "bytes=0-1"}, {"If-Range", "Sun, 22 Nov 2026 00:00:00 GMT"}}).status,
            200);
}

TEST(HttpContentTest, GoesOnWithTheFormThatThePeerHasAPartOf) {
  HttpContent content = Digits();
  content.gzip_etag = "z7";
  HttpRequest request{
      .method = "GET",
      .path = "/",
      .headers = {{"Range", "bytes=2-"}, {"If-Range", "\"z7\""}, {"Accept-Encoding", "gzip"}}};
  const HttpReply zipped = ServeContent(request, content);
  EXPECT_EQ(zipped.status, 206);
  EXPECT_EQ(Bytes(zipped), "pped");
  EXPECT_EQ(FindHeader(zipped.headers, "Content-Range"), "bytes 2-5/6");
  EXPECT_EQ(FindHeader(zipped.headers, "Content-Encoding"), "gzip");
  EXPECT_EQ(FindHeader(zipped.headers, "ETag"), "\"z7\"");
  const HttpReply plain =
      Serve({{"Range", "bytes=2-"}, {"If-Range", "\"v1\""}, {"Accept-Encoding", "gzip"}});
  EXPECT_EQ(plain.status, 206);
  EXPECT_EQ(Bytes(plain), "23456789");
  EXPECT_EQ(FindHeader(plain.headers, "Content-Encoding"), "");
  // Without Accept-Encoding, the client would not understand it.
  request.headers.pop_back();
  EXPECT_EQ(ServeContent(request, content).status, 200);
}

TEST(HttpContentTest, GoesOnOnlyWithAFormThatHasATagOfItsOwn) {
  EXPECT_EQ(Serve({{"Range", "bytes=2-"}, {"If-Range", "\"v1-gzip\""}, {"Accept-Encoding", "gzip"}})
                .status,
            200);
}

TEST(HttpContentTest, TagsFormsThatChangeApart) {
  HttpContent content = Digits();
  content.gzip_etag = "z7";
  const HttpReply reply =
      ServeContent({.method = "GET",
                    .path = "/",
                    .headers = {{"Accept-Encoding", "gzip"}, {"If-None-Match", "\"v1-gzip\""}}},
                   content);
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(FindHeader(reply.headers, "ETag"), "\"z7\"");
}

TEST(HttpContentTest, ServesWhatHasNeitherTagNorCompressedForm) {
  const HttpReply reply =
      ServeContent({.method = "GET",
                    .path = "/",
                    .headers = {{"If-None-Match", "\"\""}, {"Accept-Encoding", "gzip"}}},
                   {.content_type = "text/plain", .identity = "plain"});
  EXPECT_EQ(reply.status, 200);
  EXPECT_EQ(Bytes(reply), "plain");
  EXPECT_EQ(FindHeader(reply.headers, "ETag"), "");
  EXPECT_EQ(FindHeader(reply.headers, "Vary"), "");
}

}  // namespace
}  // namespace telemetry
