#include "upload/site/internal/page_path.h"

#include "gtest/gtest.h"

namespace telemetry::upload_internal {
namespace {

TEST(PagePathTest, EscapesWhatAnAddressCannotHave) {
  EXPECT_EQ(EscapedPath("example.com/a-b_c~1"), "example.com/a-b_c~1");
  EXPECT_EQ(EscapedPath("a b\"?%\n\xff"), "a%20b%22%3F%25%0A%FF");
}

TEST(PagePathTest, KeepsGosIdentifiersOfCharts) {
  EXPECT_EQ(EscapedId("charts:golang.org/x/tools/gopls:gopls/client"),
            "charts:golang.org/x/tools/gopls:gopls/client");
  EXPECT_EQ(EscapedId("charts:a b:<c>"), "charts:a%20b:%3Cc%3E");
}

TEST(PagePathTest, HashesAreThoseOfFnv) {
  EXPECT_EQ(TextHash(""), "cbf29ce484222325");
  EXPECT_EQ(TextHash("a"), "af63dc4c8601ec8c");
}

}  // namespace
}  // namespace telemetry::upload_internal
