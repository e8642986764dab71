#include "upload/site/internal/page_path.h"

#include "gtest/gtest.h"

namespace telemetry::upload_internal {
namespace {

TEST(PagePathTest, EscapesWhatAnAddressCannotHave) {
  EXPECT_EQ(EscapedPath("example.com/a-b_c~1"), "example.com/a-b_c~1");
  EXPECT_EQ(EscapedPath("a b\"?%\n\xff"), "a%20b%22%3F%25%0A%FF");
}

TEST(PagePathTest, HashesAreThoseOfFnv) {
  EXPECT_EQ(TextHash(""), "cbf29ce484222325");
  EXPECT_EQ(TextHash("a"), "af63dc4c8601ec8c");
}

}  // namespace
}  // namespace telemetry::upload_internal
