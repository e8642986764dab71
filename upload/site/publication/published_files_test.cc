#include "upload/site/publication/published_files.h"

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;

// A function that writes these contents to a path.
std::function<absl::Status(const std::string&)> Writing(const std::string& contents) {
  return [contents](const std::string& path) { return WriteFileAtomically(path, contents); };
}

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

TEST_F(PublishedFilesTest, ServesALargeFileAndItsCopy) {
  ASSERT_THAT(files_.WriteLarge("data/day.json", Writing(std::string(10'000, 'x'))), IsOk());
  const absl::StatusOr<HttpContent> content = files_.Open("data/day.json", "text/plain");
  EXPECT_EQ(content->identity.size_bytes(), 10'000u);
  EXPECT_LT(content->gzip->size_bytes(), 1'000u);
}

TEST_F(PublishedFilesTest, KeepsTheLargeFileThatThereWasUntilTheNextIsComplete) {
  ASSERT_THAT(files_.WriteLarge("data/day.json", Writing("one")), IsOk());
  EXPECT_THAT(files_.WriteLarge("data/day.json",
                                [&](const std::string& path) {
                                  EXPECT_EQ(Identity("data/day.json"), "one");
                                  Writing("half")(path).IgnoreError();
                                  return absl::AbortedError("stopped");
                                }),
              StatusIs(absl::StatusCode::kAborted));
  EXPECT_EQ(Identity("data/day.json"), "one");
  EXPECT_THAT(ListDirectory(files_.Path("data")),
              IsOkAndHolds(ElementsAre("day.json", "day.json.gz")));
}

TEST_F(PublishedFilesTest, NeverServesAnOldCopyUnderANewTag) {
  ASSERT_THAT(files_.WriteLarge("data/day.json", Writing("one")), IsOk());
  // The copy cannot be replaced.
  std::filesystem::remove(files_.Path("data/day.json.gz"));
  std::filesystem::create_directories(files_.Path("data/day.json.gz/full"));
  const std::string tag = files_.Open("data/day.json", "text/plain")->etag;
  EXPECT_FALSE(files_.WriteLarge("data/day.json", Writing("two")).ok());
  EXPECT_EQ(files_.Open("data/day.json", "text/plain")->etag, tag);
}

TEST_F(PublishedFilesTest, RemovesWhatWasNotFinished) {
  ASSERT_THAT(files_.Write("data/index.json", "{}"), IsOk());
  std::ofstream(files_.Path("data/day.json.17.tmp")) << "{";
  EXPECT_THAT(files_.RemoveUnfinished("data"), IsOk());
  EXPECT_THAT(ListDirectory(files_.Path("data")),
              IsOkAndHolds(ElementsAre("index.json", "index.json.gz")));
  EXPECT_THAT(files_.RemoveUnfinished("none"), IsOk());
}

TEST_F(PublishedFilesTest, SaysWhatIsNotThere) {
  EXPECT_THAT(files_.Open("none", "text/plain"), StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace telemetry
