#include "upload/http/http_body.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using ::testing::HasSubstr;

// Reads a whole body in pieces of at most `piece_bytes`.
std::string ReadAll(const HttpBody& body, size_t piece_bytes) {
  std::string all;
  std::string buffer;
  while (all.size() < body.size_bytes()) {
    const absl::StatusOr<absl::string_view> piece = body.Piece(all.size(), piece_bytes, buffer);
    if (!piece.ok()) return std::string(piece.status().message());
    all += std::string(*piece);
  }
  return all;
}

class HttpBodyTest : public ::testing::Test {
 protected:
  std::string Write(const std::string& contents) {
    const std::string path = dir_.path() + "/file";
    std::ofstream(path) << contents;
    return path;
  }

  TempDir dir_;
};

TEST_F(HttpBodyTest, IsEmptyAtFirst) {
  EXPECT_EQ(HttpBody().size_bytes(), 0u);
  EXPECT_EQ(HttpBody("").size_bytes(), 0u);
}

TEST_F(HttpBodyTest, IsReadByPieces) {
  EXPECT_EQ(ReadAll("counted", 3), "counted");
  EXPECT_EQ(ReadAll("counted", 100), "counted");
  const absl::StatusOr<HttpBody> file = HttpBody::OfFile(Write("counted"));
  ASSERT_THAT(file, IsOk());
  EXPECT_EQ(ReadAll(*file, 3), "counted");
}

TEST_F(HttpBodyTest, IsCut) {
  for (const HttpBody& body : {HttpBody("0123456789"), *HttpBody::OfFile(Write("0123456789"))}) {
    EXPECT_EQ(ReadAll(body.Slice(2, 5), 2), "23456");
    EXPECT_EQ(ReadAll(body.Slice(2, 5).Slice(1, 2), 100), "34");
    EXPECT_EQ(ReadAll(body.Slice(8, 100), 100), "89");
    EXPECT_EQ(body.Slice(100, 1).size_bytes(), 0u);
  }
}

TEST_F(HttpBodyTest, KeepsTheFileThatItOpened) {
  const std::string path = Write("counted");
  const HttpBody body = HttpBody::OfFile(path).value();
  std::filesystem::remove(path);
  Write("something else");
  EXPECT_EQ(ReadAll(body, 100), "counted");
}

TEST_F(HttpBodyTest, SaysThatAFileHasBecomeShorter) {
  const std::string path = Write("counted");
  const HttpBody body = HttpBody::OfFile(path).value();
  std::filesystem::resize_file(path, 3);
  std::string buffer;
  EXPECT_THAT(body.Piece(3, 100, buffer), StatusIs(absl::StatusCode::kDataLoss, HasSubstr(path)));
}

TEST_F(HttpBodyTest, NamesTheFileThatIsNotThere) {
  EXPECT_THAT(HttpBody::OfFile(dir_.path() + "/none"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/none")));
  EXPECT_THAT(HttpBody::OfFile(dir_.path()),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr(dir_.path())));
}

}  // namespace
}  // namespace telemetry
