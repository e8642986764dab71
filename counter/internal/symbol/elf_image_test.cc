#include "counter/internal/symbol/elf_image.h"

#include <elf.h>
#include <gnu/libc-version.h>
#include <stdio.h>
#include <string.h>

#include <cstdint>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

#include "absl/types/span.h"
#include "counter/internal/unwind/code_object.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace counter_internal {
namespace {

void AFunction() {}

CodeObject Program() { return *FindCodeObject(reinterpret_cast<uintptr_t>(&AFunction)); }
CodeObject CLibrary() {
  return *FindCodeObject(reinterpret_cast<uintptr_t>(&gnu_get_libc_version));
}

// The build id as read from a file: what follows the head of its note.
std::string BuildIdInFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), {});
  const char kNoteHead[] = "\x04\0\0\0\x14\0\0\0\x03\0\0\0GNU";  // and a zero
  const size_t found = bytes.find(std::string(kNoteHead, sizeof(kNoteHead)));
  return found == std::string::npos ? "" : bytes.substr(found + sizeof(kNoteHead), 20);
}

std::string BuildIdOf(const CodeObject& object) {
  const absl::Span<const uint8_t> id = BuildId(object);
  return std::string(id.begin(), id.end());
}

TEST(ElfImageTest, FindsTheHeaderOfTheProgram) {
  const ElfW(Ehdr)* header = ElfHeader(Program());
  ASSERT_NE(header, nullptr);
  EXPECT_EQ(memcmp(header->e_ident, ELFMAG, SELFMAG), 0);
}

TEST(ElfImageTest, FindsTheHeaderOfALibrary) {
  const ElfW(Ehdr)* header = ElfHeader(CLibrary());
  ASSERT_NE(header, nullptr);
  EXPECT_EQ(header->e_type, ET_DYN);
}

TEST(ElfImageTest, FindsTheBuildIdOfTheProgram) {
  const std::string expected = BuildIdInFile("/proc/self/exe");
  EXPECT_EQ(BuildIdOf(Program()), expected);
  EXPECT_EQ(expected.size(), 20u);
}

TEST(ElfImageTest, FindsTheBuildIdOfALibrary) {
  const CodeObject library = CLibrary();
  const std::string expected = BuildIdInFile(library.map->l_name);
  EXPECT_EQ(BuildIdOf(library), expected);
  EXPECT_EQ(expected.size(), 20u);
}

TEST(ElfImageTest, TellsVariablesFromCode) {
  static int variable = 0;
  const auto address_of = [](auto* object) { return reinterpret_cast<uintptr_t>(object); };
  EXPECT_TRUE(IsInWritableSegment(Program(), address_of(&variable)));
  EXPECT_FALSE(IsInWritableSegment(Program(), address_of(&AFunction)));
  EXPECT_TRUE(IsInWritableSegment(CLibrary(), address_of(stdout)));
  EXPECT_FALSE(IsInWritableSegment(CLibrary(), address_of(&gnu_get_libc_version)));
}

}  // namespace
}  // namespace counter_internal
}  // namespace telemetry
