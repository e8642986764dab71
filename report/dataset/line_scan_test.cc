#include "report/dataset/line_scan.h"

#include <cstddef>
#include <new>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry::report_internal {
namespace {

using ::testing::ElementsAre;
using ::testing::EndsWith;

// Keeps the lines that it gets; refuses "bad" and runs out of memory at "huge".
class Lines final : public LineScanner {
 public:
  absl::Status Scan(absl::string_view line) override {
    if (line == "bad") return absl::InvalidArgumentError("it is bad");
    if (line == "huge") throw std::bad_alloc();
    lines_.emplace_back(line);
    return absl::OkStatus();
  }
  void EndBlock(size_t block) override { blocks_.insert(block); }

  std::vector<std::string> lines_;
  std::set<size_t> blocks_;
};

class LineScanTest : public ::testing::Test {
 protected:
  absl::Status Scan(const std::string& text, absl::FunctionRef<bool()> is_cancelled) {
    const std::string path = directory_.path() + "/dataset";
    EXPECT_THAT(WriteFileAtomically(path, text), IsOk());
    const absl::StatusOr<std::vector<DatasetFile>> files = OpenDatasets({path});
    EXPECT_THAT(files, IsOk());
    return ScanLines(*files, {&first_, &second_}, is_cancelled);
  }
  absl::Status Scan(const std::string& text) {
    return Scan(text, [] { return false; });
  }

  const TempDir directory_;
  Lines first_, second_;
};

TEST_F(LineScanTest, GivesEveryLineToOneScanner) {
  std::string text;
  std::multiset<std::string> expected;
  for (int i = 0; i < 10'000; ++i) {
    const std::string line = absl::StrCat(i, std::string(100, ' '));
    expected.insert(line);
    absl::StrAppend(&text, line, "\n");
  }
  ASSERT_THAT(Scan(text), IsOk());
  std::multiset<std::string> lines(first_.lines_.begin(), first_.lines_.end());
  lines.insert(second_.lines_.begin(), second_.lines_.end());
  EXPECT_EQ(lines, expected);
  std::set<size_t> blocks = first_.blocks_;
  for (const size_t block : second_.blocks_) EXPECT_TRUE(blocks.insert(block).second) << block;
  ASSERT_GT(blocks.size(), 1u);
  EXPECT_EQ(*blocks.begin(), 0u);
  EXPECT_EQ(*blocks.rbegin(), blocks.size() - 1);
}

TEST_F(LineScanTest, NamesThePlaceOfTheFirstBadLine) {
  EXPECT_THAT(Scan("a\nbad\nbad\n"),
              StatusIs(absl::StatusCode::kInvalidArgument, EndsWith("/dataset:2: it is bad")));
}

TEST_F(LineScanTest, EndsIfMemoryRunsOutInAnyThread) {
  EXPECT_THAT(Scan("a\nhuge\n"), StatusIs(absl::StatusCode::kResourceExhausted));
}

TEST_F(LineScanTest, PassesOverBlankLines) {
  ASSERT_THAT(Scan("a\n\n \t\r\nb\n\n"), IsOk());
  std::vector<std::string> lines = first_.lines_;
  lines.insert(lines.end(), second_.lines_.begin(), second_.lines_.end());
  EXPECT_THAT(lines, ElementsAre("a", "b"));
}

TEST_F(LineScanTest, EndsWhenCancelled) {
  EXPECT_THAT(Scan("a\n", [] { return true; }), StatusIs(absl::StatusCode::kCancelled));
}

}  // namespace
}  // namespace telemetry::report_internal
