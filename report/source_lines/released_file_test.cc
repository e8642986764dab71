#include "report/source_lines/released_file.h"

#include <link.h>

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

// The C library's path, which the loader has found by its name libc.so.6.
std::string PathOfLibc() {
  std::string path;
  dl_iterate_phdr(
      [](dl_phdr_info* info, size_t, void* found) {
        const std::string name = info->dlpi_name;
        if (absl::EndsWith(name, "/libc.so.6")) *static_cast<std::string*>(found) = name;
        return 0;
      },
      &path);
  return path;
}

class ReleasedFileTest : public ::testing::Test {
 protected:
  std::string Path(absl::string_view name) const { return absl::StrCat(dir_.path(), "/", name); }

  // Copies this program to a file of that name.
  std::string CopySelf(absl::string_view name) {
    const std::string path = Path(name);
    EXPECT_THAT(WriteFileAtomically(path, Self()), IsOk());
    return path;
  }

  static std::string Self() {
    const absl::StatusOr<std::string> self = ReadFile("/proc/self/exe", size_t{1} << 30);
    EXPECT_THAT(self, IsOk());
    return self.value_or("");
  }

  const TempDir dir_;
};

TEST_F(ReleasedFileTest, AProgramHasItsBaseNameAndItsWholeBuildId) {
  const absl::StatusOr<ReleasedElf> file = ReadReleasedElf(CopySelf("my tool"));
  ASSERT_THAT(file, IsOk());
  EXPECT_THAT(file->names, ElementsAre("my_tool"));
  EXPECT_THAT(file->build_id, MatchesRegex("[0-9a-f]{40}"));
}

TEST_F(ReleasedFileTest, ADebugFileIsCalledAfterTheReleasedOne) {
  const absl::StatusOr<ReleasedElf> file = ReadReleasedElf(CopySelf("mytool.debug"));
  ASSERT_THAT(file, IsOk());
  EXPECT_THAT(file->names, ElementsAre("mytool"));
  const std::string id = file->build_id;
  EXPECT_EQ(ReadReleasedElf(CopySelf(id.substr(2) + ".debug")).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST_F(ReleasedFileTest, ALibraryAlsoHasTheNameByWhichItIsLoaded) {
  const std::string libc = PathOfLibc();
  ASSERT_NE(libc, "");
  absl::StatusOr<ReleasedElf> file = ReadReleasedElf(libc);
  ASSERT_THAT(file, IsOk());
  EXPECT_THAT(file->names, ElementsAre("libc.so.6"));
  const absl::StatusOr<std::string> bytes = ReadFile(libc, size_t{1} << 30);
  ASSERT_THAT(bytes, IsOk());
  ASSERT_THAT(WriteFileAtomically(Path("libc-2.36.so"), *bytes), IsOk());
  file = ReadReleasedElf(Path("libc-2.36.so"));
  ASSERT_THAT(file, IsOk());
  EXPECT_THAT(file->names, ElementsAre("libc-2.36.so", "libc.so.6"));
}

TEST_F(ReleasedFileTest, SaysWhatIsWrongWithAFile) {
  EXPECT_THAT(ReadReleasedElf(Path("nowhere")),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr(Path("nowhere"))));
  ASSERT_THAT(WriteFileAtomically(Path("text"), "#!/bin/sh\n"), IsOk());
  EXPECT_THAT(ReadReleasedElf(Path("text")),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("text: not an ELF file")));
  std::string self = Self();
  const std::string note("\x03\0\0\0GNU\0", 8);  // its type and its owner
  const size_t at = self.find(note);
  ASSERT_NE(at, std::string::npos);
  self[at] = 0x7f;
  ASSERT_THAT(WriteFileAtomically(Path("tool"), self), IsOk());
  EXPECT_THAT(ReadReleasedElf(Path("tool")),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("tool: has no build ID")));
}

}  // namespace
}  // namespace telemetry
