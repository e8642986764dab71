#include "upload/http/http_message.h"

#include <optional>
#include <string>

#include "gtest/gtest.h"

namespace telemetry {
namespace {

TEST(HttpMessageTest, FindsTheFirstHeaderOfAName) {
  const HttpHeaders headers = {{"Accept", "text/html"}, {"accept", "image/png"}};
  EXPECT_EQ(FindHeader(headers, "ACCEPT"), "text/html");
  EXPECT_EQ(FindHeader(headers, "Range"), "");
}

TEST(HttpMessageTest, DecodesQueryParameters) {
  const HttpRequest request{
      .method = "GET", .path = "/", .query = "a=1&name=caf%C3%A9+%26+bar&empty=&flag&bad=%4&a=2"};
  EXPECT_EQ(request.QueryParameter("a"), "1");
  EXPECT_EQ(request.QueryParameter("name"), "caf\xc3\xa9 & bar");
  EXPECT_EQ(request.QueryParameter("empty"), "");
  EXPECT_EQ(request.QueryParameter("flag"), "");
  EXPECT_EQ(request.QueryParameter("bad"), std::nullopt);
  EXPECT_EQ(request.QueryParameter("none"), std::nullopt);
}

TEST(HttpMessageTest, RefusesWhatIsNotEncoded) {
  EXPECT_EQ(DecodeQueryText("%"), std::nullopt);
  EXPECT_EQ(DecodeQueryText("%4"), std::nullopt);
  EXPECT_EQ(DecodeQueryText("%zz"), std::nullopt);
  EXPECT_EQ(DecodeQueryText("%41%00"), std::string("A\0", 2));
}

}  // namespace
}  // namespace telemetry
