#include "cmd/gotelemetry/web_view/viewer_access.h"

#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"

namespace telemetry::cmd {
namespace {

using ::testing::Eq;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Optional;

std::optional<HttpReply> Ask(HttpHeaders headers, const std::string& query = "") {
  return ViewerAccess("aaaa").Refuse(
      {.method = "GET", .path = "/", .query = query, .headers = std::move(headers)});
}

TEST(ViewerAccessTest, AdmitsWhoHasTheKey) {
  EXPECT_EQ(Ask({{"Authorization", "Bearer aaaa"}}), std::nullopt);
}

TEST(ViewerAccessTest, RefusesEveryoneElse) {
  for (const char* value :
       {"", "Bearer ", "Bearer aaa", "Bearer aaab", "Bearer aaaaa", "aaaa", "Basic aaaa"}) {
    EXPECT_THAT(Ask({{"Authorization", value}}), Optional(Field(&HttpReply::status, Eq(403))))
        << value;
  }
}

TEST(ViewerAccessTest, TakesNoKeyFromWhereOthersMightSeeIt) {
  EXPECT_NE(Ask({}, "key=aaaa"), std::nullopt);
  EXPECT_NE(Ask({{"Cookie", "gotelemetry-view-4040=aaaa"}}), std::nullopt);
}

TEST(LinkWithKeyTest, HasTheKeyWhereNoBrowserSendsIt) {
  EXPECT_EQ(LinkWithKey("127.0.0.1:4040", "aaaa"), "http://127.0.0.1:4040/#key=aaaa");
}

TEST(DrawViewerKeyTest, DrawsAnewEachTime) {
  const absl::StatusOr<std::string> first = DrawViewerKey();
  const absl::StatusOr<std::string> second = DrawViewerKey();
  ASSERT_THAT(first, IsOk());
  ASSERT_THAT(second, IsOk());
  EXPECT_THAT(*first, MatchesRegex("[0-9a-f]{32}"));
  EXPECT_NE(*first, *second);
}

TEST(WhyNotForTest, AdmitsTheOwnerAndRoot) {
  EXPECT_EQ(WhyNotFor(1000u, 1000), "");
  EXPECT_EQ(WhyNotFor(0u, 1000), "");
  EXPECT_EQ(WhyNotFor(0u, 0), "");
}

TEST(WhyNotForTest, RefusesOthersAndWhoIsNotKnown) {
  EXPECT_THAT(WhyNotFor(1001u, 1000), HasSubstr("not for others"));
  EXPECT_THAT(WhyNotFor(1000u, 0), HasSubstr("not for others"));
  EXPECT_THAT(WhyNotFor(absl::NotFoundError("no socket"), 1000), HasSubstr("no socket"));
}

}  // namespace
}  // namespace telemetry::cmd
