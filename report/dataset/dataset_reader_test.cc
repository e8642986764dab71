#include "report/dataset/dataset_reader.h"

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_join.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry::report_internal {
namespace {

// Pieces that together have every line of every file exactly once.
std::vector<DatasetPiece> SplitDatasets(absl::Span<const DatasetFile> files, int64_t piece_bytes) {
  std::vector<DatasetPiece> pieces;
  for (const DatasetFile& file : files) {
    for (int64_t begin = 0; begin < file.size(); begin += piece_bytes) {
      pieces.push_back({&file, begin, std::min(begin + piece_bytes, file.size())});
    }
  }
  return pieces;
}

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class DatasetReaderTest : public ::testing::Test {
 protected:
  std::string Write(const std::string& name, absl::string_view contents) {
    const std::string path = dir_.path() + "/" + name;
    EXPECT_THAT(WriteFileAtomically(path, contents), IsOk());
    return path;
  }

  // All lines of the files, read in pieces of this size.
  std::vector<std::string> Lines(const std::vector<std::string>& paths, int64_t piece_bytes) {
    std::vector<std::string> all;
    const std::vector<DatasetFile> files = OpenDatasets(paths).value();
    PieceReader reader;
    for (const DatasetPiece& piece : SplitDatasets(files, piece_bytes)) {
      absl::string_view lines = reader.Read(piece).value();
      while (!lines.empty()) {
        const absl::string_view line = TakeLine(lines);
        // The offset leads back to the line.
        std::string again(line.size(), '\0');
        EXPECT_THAT(piece.file->ReadAt(reader.OffsetOf(line), line.size(), again.data()), IsOk());
        EXPECT_EQ(again, line);
        all.emplace_back(line);
      }
    }
    return all;
  }

  TempDir dir_;
};

TEST_F(DatasetReaderTest, GivesEachLineOnceWhateverThePieces) {
  const std::string first = Write("1", "a\n\nbcd\nefghijklmnopqrstuvwxyz\nx\n\n");
  const std::string empty = Write("2", "");
  const std::string unended = Write("3", "1\n23\n456");
  for (int64_t piece_bytes = 1; piece_bytes < 50; ++piece_bytes) {
    EXPECT_THAT(Lines({first, empty, unended}, piece_bytes),
                ElementsAre("a", "", "bcd", "efghijklmnopqrstuvwxyz", "x", "", "1", "23", "456"))
        << "pieces of " << piece_bytes;
  }
}

TEST_F(DatasetReaderTest, ReadsLinesThatAreLongerThanSeveralPieces) {
  const std::vector<std::string> lines = {std::string(300000, 'a'), "b", std::string(700000, 'c'),
                                          std::string(100000, 'd')};
  EXPECT_EQ(Lines({Write("1", absl::StrJoin(lines, "\n"))}, 50000), lines);
}

TEST_F(DatasetReaderTest, RefusesALineThatIsTooLong) {
  const std::string longest(kMaxLineBytes, 'x');
  const std::string path = Write("1", "a\n" + longest + "\n" + longest + "y\n");
  const std::vector<DatasetFile> files = OpenDatasets({path}).value();
  PieceReader reader;
  int refused = 0;
  std::vector<size_t> sizes;
  for (const DatasetPiece& piece : SplitDatasets(files, 1 << 20)) {
    absl::StatusOr<absl::string_view> lines = reader.Read(piece);
    if (!lines.ok()) {
      EXPECT_THAT(lines, StatusIs(absl::StatusCode::kOutOfRange, HasSubstr(path)));
      ++refused;
      continue;
    }
    while (!lines->empty()) sizes.push_back(TakeLine(*lines).size());
  }
  EXPECT_EQ(refused, 1);
  EXPECT_THAT(sizes, ElementsAre(1, kMaxLineBytes));
}

TEST_F(DatasetReaderTest, CountsLinesBeforeAnOffset) {
  const std::string text = "a\nbc\n\n" + std::string(200000, 'd') + "\ne";
  const std::vector<DatasetFile> files = OpenDatasets({Write("1", text)}).value();
  EXPECT_THAT(LineNumber(files[0], 0), IsOkAndHolds(1));
  EXPECT_THAT(LineNumber(files[0], 2), IsOkAndHolds(2));
  EXPECT_THAT(LineNumber(files[0], 5), IsOkAndHolds(3));
  EXPECT_THAT(LineNumber(files[0], 6), IsOkAndHolds(4));
  EXPECT_THAT(LineNumber(files[0], 200007), IsOkAndHolds(5));
}

TEST_F(DatasetReaderTest, NamesAFileThatIsNotThereOrNoFile) {
  EXPECT_THAT(DatasetFile::Open(dir_.path() + "/absent"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/absent")));
  EXPECT_THAT(DatasetFile::Open(dir_.path()),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr(dir_.path())));
}

}  // namespace
}  // namespace telemetry::report_internal
