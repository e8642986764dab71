#include "cmd/gotelemetry/web_view/viewer_access.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"

namespace telemetry::cmd {
namespace {

using ::testing::Eq;
using ::testing::Field;
using ::testing::MatchesRegex;
using ::testing::Optional;

class ViewerAccessTest : public ::testing::Test {
 protected:
  std::optional<HttpReply> Ask(const std::string& query, const std::string& cookie = "") {
    return access_.Refuse(
        {.method = "GET", .path = "/", .query = query, .headers = {{"Cookie", cookie}}});
  }

  ViewerAccess access_{{.link = "aaaa", .once = "bbbb"}, 4040};
};

TEST_F(ViewerAccessTest, AdmitsWhoHasTheLink) {
  EXPECT_EQ(Ask("key=aaaa"), std::nullopt);
  EXPECT_EQ(Ask("key=aaaa"), std::nullopt);
}

TEST_F(ViewerAccessTest, AdmitsTheStartedBrowserOnce) {
  EXPECT_EQ(Ask("key=bbbb"), std::nullopt);
  EXPECT_NE(Ask("key=bbbb"), std::nullopt);
}

TEST_F(ViewerAccessTest, AdmitsABrowserWithTheCookie) {
  EXPECT_EQ(access_.CookieHeader().second,
            "gotelemetry-view-4040=aaaa; HttpOnly; SameSite=Strict; Path=/");
  EXPECT_EQ(Ask("", "gotelemetry-view-4040=aaaa"), std::nullopt);
  EXPECT_EQ(Ask("", "other=1; gotelemetry-view-4040=aaaa; more=2"), std::nullopt);
}

TEST_F(ViewerAccessTest, RefusesEveryoneElse) {
  for (const char* query : {"", "key=", "key=aaa", "key=aaab", "key=aaaaa", "other=aaaa"}) {
    EXPECT_THAT(Ask(query), Optional(Field(&HttpReply::status, Eq(403)))) << query;
  }
  for (const char* cookie : {"gotelemetry-view-4041=aaaa", "gotelemetry-view-4040=bbbb", "aaaa"}) {
    EXPECT_THAT(Ask("", cookie), Optional(Field(&HttpReply::status, Eq(403)))) << cookie;
  }
}

TEST_F(ViewerAccessTest, TakesNoKeyForOneThatIsUsedUp) {
  EXPECT_EQ(Ask("key=bbbb"), std::nullopt);
  EXPECT_NE(Ask("key="), std::nullopt);
}

TEST(DrawViewerKeysTest, DrawsAnewEachTime) {
  const absl::StatusOr<ViewerKeys> first = DrawViewerKeys();
  const absl::StatusOr<ViewerKeys> second = DrawViewerKeys();
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  EXPECT_THAT(first->link, MatchesRegex("[0-9a-f]{32}"));
  EXPECT_NE(first->link, first->once);
  EXPECT_NE(first->link, second->link);
}

}  // namespace
}  // namespace telemetry::cmd
