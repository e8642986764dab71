#include "report/dataset/internal/line_blocks.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/testing/compress.h"
#include "storage/files/file.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry::report_internal {
namespace {

using telemetry::testutil::Gzip;
using telemetry::testutil::Zstd;
using ::testing::HasSubstr;

std::string Plain(const std::string& text) { return text; }

using Encode = std::string (*)(const std::string&);

class LineBlocksTest : public ::testing::TestWithParam<Encode> {
 protected:
  void Add(const std::string& bytes) {
    const std::string path = absl::StrCat(dir_.path(), "/", paths_.size());
    ASSERT_THAT(WriteFileAtomically(path, bytes), IsOk());
    paths_.push_back(path);
  }
  void AddEncoded(const std::string& text) { Add(GetParam()(text)); }

  // "FILE:NUMBER:LINE" of each line, FILE being the number of the file, or the error.
  std::vector<std::string> Read(int64_t block_bytes) {
    const absl::StatusOr<std::vector<DatasetFile>> files = OpenDatasets(paths_);
    EXPECT_THAT(files, IsOk());
    LineBlocks blocks(*files, block_bytes);
    LineBlocks::Reader reader(blocks);
    std::vector<std::string> found;
    for (size_t index = 0; reader.Next(); ++index) {
      EXPECT_EQ(reader.index(), index);
      absl::StatusOr<absl::string_view> lines = reader.lines();
      if (!lines.ok()) {
        found.emplace_back(lines.status().message());
        continue;
      }
      while (!lines->empty()) {
        const absl::string_view line = TakeLine(*lines);
        found.push_back(absl::StrCat(reader.path().substr(reader.path().rfind('/') + 1), ":",
                                     *reader.NumberOf(line), ":", line));
      }
    }
    return found;
  }

  const std::vector<std::string>& paths() const { return paths_; }

 private:
  TempDir dir_;
  std::vector<std::string> paths_;
};

INSTANTIATE_TEST_SUITE_P(Encodings, LineBlocksTest, ::testing::Values(&Plain, &Gzip, &Zstd));

TEST_P(LineBlocksTest, DealsEveryLineOutOnceWhateverTheBlockSize) {
  std::string text;
  std::vector<std::string> expected;
  for (int file = 0; file < 2; ++file) {
    text.clear();
    for (int i = 1; i <= 200; ++i) {
      const std::string line(static_cast<size_t>(i * 7 % 31), 'x');
      text += line + "\n";
      expected.push_back(absl::StrCat(file, ":", i, ":", line));
    }
    AddEncoded(text);
  }
  for (const int64_t block_bytes : {1, 7, 64, 1000, 1 << 20}) {
    EXPECT_EQ(Read(block_bytes), expected) << block_bytes;
  }
}

TEST_P(LineBlocksTest, TakesALastLineWithoutANewline) {
  AddEncoded("a\nb");
  EXPECT_THAT(Read(1), ::testing::ElementsAre("0:1:a", "0:2:b"));
}

TEST_P(LineBlocksTest, TakesEmptyFiles) {
  AddEncoded("");
  AddEncoded("a\n");
  EXPECT_THAT(Read(10), ::testing::ElementsAre("1:1:a"));
}

TEST_P(LineBlocksTest, ReadsWhatWasPutTogetherOfSeveralFiles) {
  Add(GetParam()("a\nb") + GetParam()("c\n"));
  EXPECT_THAT(Read(10), ::testing::ElementsAre("0:1:a", "0:2:bc"));
}

TEST_P(LineBlocksTest, LeavesOutAByteOrderMark) {
  const std::string mark = "\xef\xbb\xbf";
  for (int file = 0; file < 2; ++file) AddEncoded(mark + "a\n" + mark + "b\n");
  EXPECT_THAT(Read(1 << 20),
              ::testing::ElementsAre("0:1:a", "0:2:" + mark + "b", "1:1:a", "1:2:" + mark + "b"));
}

TEST_P(LineBlocksTest, PausesAndGoesOn) {
  AddEncoded("a\nb\nc\n");
  const absl::StatusOr<std::vector<DatasetFile>> files = OpenDatasets(paths());
  LineBlocks blocks(*files, /*block_bytes=*/2);
  std::string found;
  while (!blocks.done()) {
    blocks.PauseAt(blocks.next_index() + 1);
    LineBlocks::Reader reader(blocks);
    while (reader.Next()) absl::StrAppend(&found, reader.lines().value(), "|");
  }
  EXPECT_THAT(found, ::testing::StartsWith("a\n|b\n|c\n|"));
  EXPECT_EQ(blocks.dealt_bytes(), files->front().size());
}

TEST_P(LineBlocksTest, RefusesALineThatIsTooLong) {
  AddEncoded(std::string(kMaxLineBytes + 1, 'x'));
  AddEncoded("a\n");
  const std::vector<std::string> found = Read(1 << 20);
  EXPECT_THAT(found, ::testing::Contains(HasSubstr("/0: a line has more than")).Times(1));
  EXPECT_EQ(found.back(), "1:1:a");
}

// Plain files have no structure that could be damaged.
class CompressedBlocksTest : public LineBlocksTest {};

INSTANTIATE_TEST_SUITE_P(Encodings, CompressedBlocksTest, ::testing::Values(&Gzip, &Zstd));

TEST_P(CompressedBlocksTest, EndTooEarlyIsFound) {
  const std::string whole = GetParam()("a line that is long enough to be cut\n");
  Add(whole.substr(0, whole.size() - 3));
  AddEncoded("a\n");
  EXPECT_THAT(Read(10), ::testing::Contains(HasSubstr("ends too early")).Times(1));
  EXPECT_EQ(Read(10).back(), "1:1:a");
}

TEST_P(CompressedBlocksTest, WhatIsBeforeTheDamageIsRead) {
  Add(GetParam()("a\nb\n") + "no compressed data");
  EXPECT_THAT(Read(1 << 20), ::testing::ElementsAre("0:1:a", "0:2:b", HasSubstr("/0: ")));
}

TEST_P(CompressedBlocksTest, DamageIsFound) {
  std::string bytes = GetParam()("a line that is long enough to be damaged\n");
  for (size_t i = 4; i < bytes.size(); ++i) bytes[i] = static_cast<char>(~bytes[i]);
  Add(bytes);
  EXPECT_THAT(Read(10), ::testing::ElementsAre(HasSubstr("cannot read")));
}

TEST_P(CompressedBlocksTest, LeavesOutZerosAfterGzip) {
  const std::string padding(200'000, '\0');
  Add(Gzip("a\n") + padding + Gzip("b\n") + padding);
  EXPECT_THAT(Read(10), ::testing::ElementsAre("0:1:a", "0:2:b"));
}

}  // namespace
}  // namespace telemetry::report_internal
