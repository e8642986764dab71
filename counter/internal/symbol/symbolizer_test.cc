#include "counter/internal/symbol/symbolizer.h"

#include <dlfcn.h>
#include <gnu/libc-version.h>
#include <stdlib.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/types/span.h"
#include "gtest/gtest.h"
#include "tests/util/child_process.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace counter_internal {

// Not in an unnamed namespace, so that its linkage name is known.
[[gnu::noinline]] int FunctionOfThisTest(int x) {
  asm volatile("" : "+r"(x));
  return x + 1;
}

namespace {

template <typename Function>
uintptr_t AddressOf(Function* function) {
  return reinterpret_cast<uintptr_t>(function);
}

class SymbolizerTest : public testing::Test {
 protected:
  absl::Span<const StackFrame> Symbolize(const std::vector<uintptr_t>& addresses,
                                         SymbolFiles files = SymbolFiles::kRead) {
    return symbolizer_->Symbolize(addresses, files);
  }

  const std::unique_ptr<Symbolizer> symbolizer_ = std::make_unique<Symbolizer>();
};

TEST_F(SymbolizerTest, NamesAFunctionOfTheProgram) {
  const auto frames = Symbolize({AddressOf(&FunctionOfThisTest) + 2});
  ASSERT_EQ(frames.size(), 1u);
  EXPECT_EQ(frames[0].object, "symbolizer_test");
  EXPECT_EQ(frames[0].function, "_ZN9telemetry16counter_internal18FunctionOfThisTestEi");
  EXPECT_EQ(frames[0].pc, 2u);
}

TEST_F(SymbolizerTest, GivesAddressesAsTheFileHasThem) {
  Dl_info info;
  ASSERT_NE(dladdr(reinterpret_cast<void*>(AddressOf(&FunctionOfThisTest)), &info), 0);
  const auto frames = Symbolize({AddressOf(&FunctionOfThisTest)});
  EXPECT_EQ(frames[0].entry,
            AddressOf(&FunctionOfThisTest) - reinterpret_cast<uintptr_t>(info.dli_fbase));
}

TEST_F(SymbolizerTest, NamesAnExportedFunctionOfALibrary) {
  const auto frames = Symbolize({AddressOf(&gnu_get_libc_version) + 1});
  EXPECT_EQ(frames[0].object, "libc.so.6");
  EXPECT_EQ(frames[0].function, "gnu_get_libc_version");
  EXPECT_EQ(frames[0].pc, 1u);
}

TEST_F(SymbolizerTest, GivesTheFirstHalfOfABuildId) {
  EXPECT_EQ(Symbolize({AddressOf(&gnu_get_libc_version)})[0].build_id.size(), 16u);
}

TEST_F(SymbolizerTest, KeepsTheOrderOfFramesOfSeveralObjects) {
  const uintptr_t own = AddressOf(&FunctionOfThisTest);
  const uintptr_t library = AddressOf(&gnu_get_libc_version);
  const auto frames = Symbolize({own, library, own, library});
  ASSERT_EQ(frames.size(), 4u);
  for (const size_t i : {0, 2}) EXPECT_EQ(frames[i].object, "symbolizer_test");
  for (const size_t i : {1, 3}) EXPECT_EQ(frames[i].object, "libc.so.6");
}

TEST_F(SymbolizerTest, KnowsOffsetsAndBuildIdsWithoutFiles) {
  const uintptr_t own = AddressOf(&FunctionOfThisTest);
  const uintptr_t library = AddressOf(&gnu_get_libc_version);
  const auto full = Symbolize({own, library});
  const uintptr_t offsets[] = {full[0].entry + full[0].pc, full[1].entry + full[1].pc};
  const auto frames = Symbolize({own, library}, SymbolFiles::kLeaveAlone);
  EXPECT_EQ(frames[0].object, "");
  EXPECT_EQ(frames[1].object, "libc.so.6");
  for (const size_t i : {0, 1}) {
    EXPECT_NE(frames[i].build_id, "");
    EXPECT_EQ(frames[i].function, "");
    EXPECT_EQ(frames[i].entry, 0u);
    EXPECT_EQ(frames[i].pc, offsets[i]);
  }
}

// Run by the next test, in a copy of this program.
TEST_F(SymbolizerTest, DISABLED_NamesAProgramWhoseFileIsGone) {
  ASSERT_EQ(unlink(std::filesystem::read_symlink("/proc/self/exe").c_str()), 0);
  const auto frames = Symbolize({AddressOf(&FunctionOfThisTest)});
  EXPECT_EQ(frames[0].object, "copy_of_the_program");
  EXPECT_EQ(frames[0].function, "_ZN9telemetry16counter_internal18FunctionOfThisTestEi");
}

TEST_F(SymbolizerTest, NamesAProgramWhoseFileIsGone) {
  const TempDir directory;
  const std::string copy = directory.path() + "/copy_of_the_program";
  std::filesystem::copy_file("/proc/self/exe", copy);
  EXPECT_EQ(RunInChild([&copy] {
              unsetenv("XML_OUTPUT_FILE");
              execl(copy.c_str(), copy.c_str(), "--gtest_also_run_disabled_tests",
                    "--gtest_filter=*DISABLED_NamesAProgramWhoseFileIsGone", nullptr);
              _exit(1);
            }),
            0);
}

TEST_F(SymbolizerTest, SaysNothingOfAddressesOfNoObject) {
  const auto heap = std::make_unique<int>();
  const auto frames = Symbolize({AddressOf(heap.get()), 0});
  for (const StackFrame& frame : frames) {
    EXPECT_EQ(frame.object, "");
    EXPECT_EQ(frame.function, "");
    EXPECT_EQ(frame.pc, 0u);
  }
}

TEST_F(SymbolizerTest, LeavesOutFramesBeyondItsLimit) {
  EXPECT_EQ(Symbolize(std::vector<uintptr_t>(100)).size(), kMaxStackFrames);
}

TEST_F(SymbolizerTest, ForgetsTheCallBefore) {
  Symbolize({AddressOf(&FunctionOfThisTest)});
  EXPECT_EQ(Symbolize({0})[0].function, "");
}

}  // namespace
}  // namespace counter_internal
}  // namespace telemetry
