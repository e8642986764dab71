#include "counter/internal/unwind/rule_cache.h"

#include <dlfcn.h>

#include <cstdint>

#include "gtest/gtest.h"

namespace telemetry {
namespace counter_internal {
namespace {

uintptr_t call_address = 0;

void NoteCall() { call_address = reinterpret_cast<uintptr_t>(__builtin_return_address(0)) - 1; }

// A library whose function calls back from a frame of a certain size.
class LoadedLibrary {
 public:
  explicit LoadedLibrary(const char* name) : library_(dlopen(name, RTLD_NOW | RTLD_LOCAL)) {
    EXPECT_NE(library_, nullptr) << dlerror();
  }
  ~LoadedLibrary() { dlclose(library_); }
  LoadedLibrary(const LoadedLibrary&) = delete;
  LoadedLibrary& operator=(const LoadedLibrary&) = delete;

  // The address of the call that its function makes.
  uintptr_t CallAddress() const {
    const auto function = reinterpret_cast<void (*)(void (*)())>(dlsym(library_, "CallBack"));
    function(NoteCall);
    return call_address;
  }

 private:
  void* const library_;
};

constexpr char kSmallFrame[] = "counter/internal/unwind/testing/libsmall_frame.so";
constexpr char kLargeFrame[] = "counter/internal/unwind/testing/liblarge_frame.so";

int32_t FrameBytesAt(uintptr_t address) {
  FrameRule scratch;
  const FrameRule* rule = FindFrameRule(address, scratch).rule;
  return rule == nullptr ? 0 : rule->cfa_offset;
}

TEST(RuleCacheTest, RemembersARuleOfItsOwnObject) {
  FrameRule scratch;
  const auto address = reinterpret_cast<uintptr_t>(&FindFrameRuleSlowly);
  FindFrameRule(address, scratch);
  const CachedRule again = FindFrameRule(address, scratch);
  ASSERT_NE(again.rule, nullptr);
  EXPECT_NE(again.rule, &scratch);
  EXPECT_EQ(again.function, 0u) << "it stays loaded";
}

TEST(RuleCacheTest, FindsNoRuleWhereThereIsNoCode) {
  FrameRule scratch;
  EXPECT_EQ(FindFrameRule(reinterpret_cast<uintptr_t>(&call_address), scratch).rule, nullptr);
}

TEST(RuleCacheTest, ForgetsTheRulesOfAnUnloadedLibrary) {
  uintptr_t address = 0;
  {
    const LoadedLibrary library(kSmallFrame);
    address = library.CallAddress();
    const int32_t bytes = FrameBytesAt(address);
    EXPECT_GT(bytes, 1000);
    EXPECT_LT(bytes, 2000);
    EXPECT_EQ(FrameBytesAt(address), bytes) << "remembered";
  }
  EXPECT_EQ(FrameBytesAt(address), 0) << "nothing is there";
  const LoadedLibrary library(kLargeFrame);
  ASSERT_EQ(library.CallAddress(), address) << "the test needs the libraries in one place";
  EXPECT_GT(FrameBytesAt(address), 2000);
}

TEST(RuleCacheTest, KnowsALibraryAgainThatIsLoadedAgain) {
  FrameRule scratch;
  uint64_t function = 0;
  {
    const LoadedLibrary library(kSmallFrame);
    function = FindFrameRule(library.CallAddress(), scratch).function;
    EXPECT_NE(function, 0u);
  }
  const LoadedLibrary library(kSmallFrame);
  EXPECT_EQ(FindFrameRule(library.CallAddress(), scratch).function, function);
}

}  // namespace
}  // namespace counter_internal
}  // namespace telemetry
