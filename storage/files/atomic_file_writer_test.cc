#include "storage/files/atomic_file_writer.h"

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr size_t kMaxBytes = 10 << 20;

TEST(AtomicFileWriterTest, ShowsTheFileOnlyWhenItIsComplete) {
  TempDir dir;
  const std::string path = dir.path() + "/data";
  ASSERT_THAT(WriteFileAtomically(path, "old"), IsOk());
  absl::StatusOr<AtomicFileWriter> writer = AtomicFileWriter::Create(path);
  ASSERT_THAT(writer, IsOk());
  std::string expected;
  for (int i = 0; i < 30000; ++i) {
    const std::string line = std::to_string(i) + "\n";
    expected += line;
    ASSERT_THAT(writer->Append(line), IsOk());
  }
  const std::string large(200000, 'x');
  ASSERT_THAT(writer->Append(large), IsOk());
  ASSERT_THAT(writer->Append("end"), IsOk());
  EXPECT_THAT(ReadFile(path, kMaxBytes), IsOkAndHolds("old"));
  ASSERT_THAT(writer->Replace(), IsOk());
  EXPECT_THAT(ReadFile(path, kMaxBytes), IsOkAndHolds(expected + large + "end"));
  EXPECT_THAT(ListDirectory(dir.path()), IsOkAndHolds(ElementsAre("data")));
}

TEST(AtomicFileWriterTest, LeavesNothingBehindIfItIsNotCompleted) {
  TempDir dir;
  {
    absl::StatusOr<AtomicFileWriter> writer = AtomicFileWriter::Create(dir.path() + "/data");
    ASSERT_THAT(writer, IsOk());
    const AtomicFileWriter moved = *std::move(writer);
    EXPECT_THAT(ListDirectory(dir.path()), IsOkAndHolds(ElementsAre(HasSubstr("data."))));
  }
  EXPECT_THAT(ListDirectory(dir.path()), IsOkAndHolds(IsEmpty()));
}

TEST(AtomicFileWriterTest, CreatesOnlyWhatIsNotThere) {
  TempDir dir;
  const std::string path = dir.path() + "/data";
  for (const bool first : {true, false}) {
    absl::StatusOr<AtomicFileWriter> writer = AtomicFileWriter::Create(path);
    ASSERT_THAT(writer, IsOk());
    ASSERT_THAT(writer->Append(first ? "first" : "second"), IsOk());
    EXPECT_EQ(writer->CreateNew().code(),
              first ? absl::StatusCode::kOk : absl::StatusCode::kAlreadyExists);
  }
  EXPECT_THAT(ReadFile(path, kMaxBytes), IsOkAndHolds("first"));
}

TEST(AtomicFileWriterTest, NamesTheFileThatItCannotMake) {
  TempDir dir;
  EXPECT_THAT(AtomicFileWriter::Create(dir.path() + "/absent/data"),
              StatusIs(absl::StatusCode::kNotFound,
                       HasSubstr("cannot create " + dir.path() + "/absent/data: No such")));
}

}  // namespace
}  // namespace telemetry
