#include "upload/site/published_files.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

class PublishedFilesTest : public ::testing::Test {
 protected:
  std::string Identity(const std::string& name) {
    std::string buffer;
    return std::string(files_.Open(name, "text/plain")->identity.Piece(0, 1000, buffer).value());
  }

  TempDir dir_;
  PublishedFiles files_{dir_.path() + "/site"};
};

TEST_F(PublishedFilesTest, ServesWhatWasWritten) {
  ASSERT_THAT(files_.Write("charts/a.json", "{}\n"), IsOk());
  const absl::StatusOr<HttpContent> content = files_.Open("charts/a.json", "application/json");
  ASSERT_THAT(content, IsOk());
  EXPECT_EQ(content->content_type, "application/json");
  EXPECT_EQ(Identity("charts/a.json"), "{}\n");
  EXPECT_TRUE(content->gzip.has_value());
}

TEST_F(PublishedFilesTest, KeepsTheTagAsLongAsTheContents) {
  ASSERT_THAT(files_.Write("a", "one"), IsOk());
  const std::string tag = files_.Open("a", "text/plain")->etag;
  ASSERT_THAT(files_.Write("a", "one"), IsOk());
  EXPECT_EQ(files_.Open("a", "text/plain")->etag, tag);
  ASSERT_THAT(files_.Write("a", "two"), IsOk());
  EXPECT_NE(files_.Open("a", "text/plain")->etag, tag);
  EXPECT_EQ(Identity("a"), "two");
}

TEST_F(PublishedFilesTest, MakesACopyThatIsMissing) {
  ASSERT_THAT(files_.Write("a", "one"), IsOk());
  std::filesystem::remove(files_.Path("a.gz"));
  EXPECT_FALSE(files_.Open("a", "text/plain")->gzip.has_value());
  ASSERT_THAT(files_.Write("a", "one"), IsOk());
  EXPECT_TRUE(files_.Open("a", "text/plain")->gzip.has_value());
}

TEST_F(PublishedFilesTest, CompressesWhatOthersWrote) {
  std::filesystem::create_directories(files_.Path("data"));
  std::ofstream(files_.Path("data/day.json")) << std::string(10'000, 'x');
  EXPECT_THAT(files_.Compress("data/day.json"), IsOkAndHolds(10'000u));
  EXPECT_LT(files_.Open("data/day.json", "text/plain")->gzip->size_bytes(), 1'000u);
  EXPECT_THAT(files_.Compress("data/none.json"), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(PublishedFilesTest, SaysWhatIsNotThere) {
  EXPECT_THAT(files_.Open("none", "text/plain"), StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace telemetry
