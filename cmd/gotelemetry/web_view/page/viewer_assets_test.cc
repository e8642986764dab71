#include "cmd/gotelemetry/web_view/page/viewer_assets.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/match.h"
#include "absl/strings/string_view.h"
#include "upload/web/web_asset.h"

namespace telemetry {
namespace {

// The limit for the first view's transfer size, without the page itself.
constexpr size_t kMaxCompressedBytes = 180 << 10;

const WebAsset* Find(absl::string_view path) {
  for (const WebAsset& asset : ViewerAssets()) {
    if (asset.path == path) return &asset;
  }
  return nullptr;
}

TEST(ViewerAssetsTest, HasTheFilesThatAPageNames) {
  const WebAsset* const script = Find(ViewerScript());
  ASSERT_NE(script, nullptr);
  EXPECT_EQ(script->content_type, "text/javascript; charset=utf-8");
  EXPECT_TRUE(absl::EndsWith(script->path, ".js"));
  const WebAsset* const style = Find(ViewerStyle());
  ASSERT_NE(style, nullptr);
  EXPECT_EQ(style->content_type, "text/css; charset=utf-8");
  EXPECT_TRUE(absl::StrContains(style->data, "prefers-color-scheme:dark"));
  const WebAsset* const icon = Find(ViewerIcon());
  ASSERT_NE(icon, nullptr);
  EXPECT_TRUE(absl::StartsWith(icon->data, "<svg"));
}

TEST(ViewerAssetsTest, IsSmallCompressed) {
  size_t size = 0;
  for (const WebAsset& asset : ViewerAssets()) {
    EXPECT_TRUE(absl::StartsWith(asset.gzip, "\x1f\x8b")) << asset.path;
    size += asset.gzip.size();
  }
  EXPECT_LT(size, kMaxCompressedBytes);
  EXPECT_GT(size, 10'000u);
}

// The pages' policy forbids both, and nothing is fetched from elsewhere.
TEST(ViewerAssetsTest, FetchesNothingFromElsewhere) {
  const WebAsset* const style = Find(ViewerStyle());
  ASSERT_NE(style, nullptr);
  EXPECT_FALSE(absl::StrContains(style->data, "url("));
  EXPECT_FALSE(absl::StrContains(style->data, "@import"));
}

}  // namespace
}  // namespace telemetry
