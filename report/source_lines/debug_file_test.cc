#include "report/source_lines/debug_file.h"

#include <elfutils/libdwelf.h>
#include <fcntl.h>
#include <libelf.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry::report_internal {
namespace {

// The standard check value of CRC-32 is for these nine digits.
constexpr char kContents[] = "123456789";
constexpr uint32_t kCrc = 0xcbf43926;

class DebugFileTest : public ::testing::Test {
 protected:
  DebugFileTest() {
    for (const char* name : {"bin", "bin/.debug", "links"}) {
      EXPECT_THAT(EnsureDirectory(Path(name)), IsOk());
    }
    Write("bin/tool", "program");
  }

  std::string Path(const std::string& name) const { return directory_.path() + "/" + name; }
  void Write(const std::string& name, const std::string& contents) {
    EXPECT_THAT(WriteFileAtomically(Path(name), contents), IsOk());
  }

  std::string Find(const std::string& program) const {
    return FindDebugFile({.program = Path(program), .link = "tool.debug", .crc = kCrc});
  }

  const TempDir directory_;
};

TEST_F(DebugFileTest, LooksBesideTheProgram) {
  Write("bin/tool.debug", kContents);
  EXPECT_EQ(Find("bin/tool"), Path("bin/tool.debug"));
}

TEST_F(DebugFileTest, LooksInADirectoryBesideTheProgramPastAFileOfAnotherBuild) {
  Write("bin/tool.debug", "another build's");
  Write("bin/.debug/tool.debug", kContents);
  EXPECT_EQ(Find("bin/tool"), Path("bin/.debug/tool.debug"));
}

TEST_F(DebugFileTest, LooksWhereASymbolicLinkLeadsTo) {
  Write("bin/tool.debug", kContents);
  ASSERT_EQ(symlink("../bin/tool", Path("links/tool").c_str()), 0);
  EXPECT_TRUE(absl::EndsWith(Find("links/tool"), "/bin/tool.debug")) << Find("links/tool");
}

TEST_F(DebugFileTest, FindsNothingIfNoFileFits) {
  Write("bin/tool.debug", "another build's");
  ASSERT_THAT(EnsureDirectory(Path("bin/.debug/tool.debug")), IsOk());
  EXPECT_EQ(Find("bin/tool"), "");
  EXPECT_EQ(Find("no/such/tool"), "");
}

// The build id of this program.
std::string OwnBuildId() {
  const int fd = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
  elf_version(EV_CURRENT);
  Elf* const elf = elf_begin(fd, ELF_C_READ, nullptr);
  const void* bytes = nullptr;
  const ssize_t size = dwelf_elf_gnu_build_id(elf, &bytes);
  std::string id(static_cast<const char*>(bytes), static_cast<size_t>(size));
  elf_end(elf);
  close(fd);
  return id;
}

TEST_F(DebugFileTest, GoesByTheBuildIdIfThereIsOne) {
  const absl::StatusOr<std::string> self = ReadFile("/proc/self/exe", size_t{1} << 30);
  ASSERT_THAT(self, IsOk());
  Write("bin/tool.debug", *self);
  EXPECT_EQ(FindDebugFile({.program = Path("bin/tool"), .build_id = OwnBuildId()}),
            Path("bin/tool.debug"));
  EXPECT_EQ(FindDebugFile({.program = Path("bin/tool"), .build_id = "another"}), "");
  EXPECT_EQ(FindDebugFile({.program = Path("bin/tool")}), "");
}

}  // namespace
}  // namespace telemetry::report_internal
