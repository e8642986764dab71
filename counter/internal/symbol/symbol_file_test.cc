#include "counter/internal/symbol/symbol_file.h"

#include <gnu/libc-version.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "counter/internal/unwind/code_object.h"
#include "gtest/gtest.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace counter_internal {

// Not in an unnamed namespace, so that their linkage names are known.
extern "C" [[gnu::noinline]] int SymbolFileTestFunction(int x) noexcept {
  asm volatile("" : "+r"(x));
  return x + 1;
}
// A second name for it, which is not exported.
[[gnu::used]] static int SymbolFileTestLocalName(int x) noexcept
    __attribute__((alias("SymbolFileTestFunction")));

namespace {

constexpr char kOwnFile[] = "/proc/self/exe";

template <typename Function>
uintptr_t AddressOf(Function* function) {
  return reinterpret_cast<uintptr_t>(function);
}

class SymbolFileTest : public testing::Test {
 protected:
  static CodeObject ObjectOf(uintptr_t address) { return *FindCodeObject(address); }

  CodeObject Program() const { return ObjectOf(AddressOf(&SymbolFileTestFunction)); }
  CodeObject CLibrary() const { return ObjectOf(AddressOf(&gnu_get_libc_version)); }

  // The result for an address in memory, from the file of its object.
  SymbolFile::Lookup Find(SymbolFile& file, uintptr_t address) const {
    SymbolFile::Lookup lookup = {.address = address - ObjectOf(address).load_bias()};
    SymbolFile::Buffer buffer;
    file.Find(buffer, absl::MakeSpan(&lookup, 1));
    return lookup;
  }

  static std::string NameOf(SymbolFile& file, const SymbolFile::Lookup& lookup, size_t room = 256) {
    std::vector<char> name(room);
    return std::string(name.data(), file.ReadName(lookup, absl::MakeSpan(name)));
  }
};

TEST_F(SymbolFileTest, FindsAFunctionOfTheProgram) {
  SymbolFile file(kOwnFile, Program());
  ASSERT_TRUE(file.is_open());
  const uintptr_t entry = AddressOf(&SymbolFileTestFunction);
  const SymbolFile::Lookup found = Find(file, entry + 1);
  EXPECT_EQ(found.entry, entry - Program().load_bias());
  EXPECT_GT(found.size, 1u);
}

TEST_F(SymbolFileTest, PrefersTheNameThatIsExported) {
  EXPECT_EQ(AddressOf(&SymbolFileTestLocalName), AddressOf(&SymbolFileTestFunction));
  SymbolFile file(kOwnFile, Program());
  const SymbolFile::Lookup found = Find(file, AddressOf(&SymbolFileTestFunction));
  EXPECT_EQ(NameOf(file, found), "SymbolFileTestFunction");
}

TEST_F(SymbolFileTest, FindsWhatAStrippedLibraryExports) {
  SymbolFile file(CLibrary().map->l_name, CLibrary());
  ASSERT_TRUE(file.is_open());
  EXPECT_EQ(NameOf(file, Find(file, AddressOf(&gnu_get_libc_version))), "gnu_get_libc_version");
}

TEST_F(SymbolFileTest, FindsSeveralFunctionsInOnePass) {
  SymbolFile file(kOwnFile, Program());
  const uintptr_t entry = AddressOf(&SymbolFileTestFunction) - Program().load_bias();
  SymbolFile::Lookup lookups[] = {{.address = entry}, {.address = 0}, {.address = entry + 1}};
  SymbolFile::Buffer buffer;
  file.Find(buffer, absl::MakeSpan(lookups));
  EXPECT_EQ(lookups[0].entry, entry);
  EXPECT_EQ(lookups[1].size, 0u);
  EXPECT_EQ(lookups[2].entry, entry);
}

TEST_F(SymbolFileTest, FindsNothingOutsideOfFunctions) {
  SymbolFile file(kOwnFile, Program());
  static int variable = 0;
  const SymbolFile::Lookup found = Find(file, AddressOf(&variable));
  EXPECT_EQ(found.size, 0u);
  EXPECT_EQ(NameOf(file, found), "");
}

TEST_F(SymbolFileTest, GivesNoPartOfANameThatIsTooLong) {
  SymbolFile file(kOwnFile, Program());
  const SymbolFile::Lookup found = Find(file, AddressOf(&SymbolFileTestFunction));
  const size_t length = std::string("SymbolFileTestFunction").size();
  EXPECT_EQ(NameOf(file, found, length), "");
  EXPECT_EQ(NameOf(file, found, length + 1), "SymbolFileTestFunction");
}

TEST_F(SymbolFileTest, RefusesTheFileOfAnotherObject) {
  EXPECT_FALSE(SymbolFile(CLibrary().map->l_name, Program()).is_open());
  EXPECT_FALSE(SymbolFile(kOwnFile, CLibrary()).is_open());
}

TEST_F(SymbolFileTest, RefusesAFileThatIsCutShort) {
  const TempDir directory;
  const std::string copy = directory.path() + "/copy";
  std::filesystem::copy_file(std::filesystem::read_symlink(kOwnFile), copy);
  EXPECT_TRUE(SymbolFile(copy.c_str(), Program()).is_open());
  for (const uintmax_t bytes : {4096, 64, 10, 0}) {
    std::filesystem::resize_file(copy, bytes);
    EXPECT_FALSE(SymbolFile(copy.c_str(), Program()).is_open()) << bytes;
  }
}

TEST_F(SymbolFileTest, RefusesWhatIsNoFile) {
  EXPECT_FALSE(SymbolFile("/no/such/file", Program()).is_open());
  EXPECT_FALSE(SymbolFile("/", Program()).is_open());
  EXPECT_FALSE(SymbolFile("/dev/null", Program()).is_open());
}

}  // namespace
}  // namespace counter_internal
}  // namespace telemetry
