#include "counter/internal/symbol/symbolizer.h"

#include <dlfcn.h>
#include <gnu/libc-version.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "absl/types/span.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace internal {

// Not in a namespace without a name: its linkage name is known.
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
  absl::Span<const FrameSymbol> Symbolize(const std::vector<uintptr_t>& addresses) {
    return symbolizer_->Symbolize(addresses);
  }

  const std::unique_ptr<Symbolizer> symbolizer_ = std::make_unique<Symbolizer>();
};

TEST_F(SymbolizerTest, NamesAFunctionOfTheProgram) {
  const auto frames = Symbolize({AddressOf(&FunctionOfThisTest) + 2});
  ASSERT_EQ(frames.size(), 1u);
  EXPECT_EQ(frames[0].object, "symbolizer_test");
  EXPECT_EQ(frames[0].function, "_ZN9telemetry8internal18FunctionOfThisTestEi");
  EXPECT_EQ(frames[0].offset, 2u);
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
  EXPECT_EQ(frames[0].offset, 1u);
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

TEST_F(SymbolizerTest, SaysNothingOfAddressesOfNoObject) {
  const auto heap = std::make_unique<int>();
  const auto frames = Symbolize({AddressOf(heap.get()), 0});
  for (const FrameSymbol& frame : frames) {
    EXPECT_EQ(frame.object, "");
    EXPECT_EQ(frame.function, "");
    EXPECT_EQ(frame.offset, 0u);
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
}  // namespace internal
}  // namespace telemetry
