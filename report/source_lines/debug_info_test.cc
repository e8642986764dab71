#include "report/source_lines/debug_info.h"

#include <dlfcn.h>

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {

// Inlined into the functions below.
[[gnu::always_inline]] inline void Mark(int* x) { asm volatile("" : "+r"(*x)); }

constexpr int kLineBefore = __LINE__;
[[gnu::noinline]] int FunctionOfThisTest(int x) {
  Mark(&x);
  return x + 1;
}

namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

// The start address of a function, as this program's file has it.
uint64_t AddressInFile(int (*function)(int)) {
  Dl_info info;
  dladdr(reinterpret_cast<void*>(function), &info);
  return reinterpret_cast<uintptr_t>(function) - reinterpret_cast<uintptr_t>(info.dli_fbase);
}

TEST(DebugInfoTest, FindsTheLineOfAnAddress) {
  auto info = DebugInfo::Open("/proc/self/exe");
  ASSERT_THAT(info.status(), IsOk());
  const uint64_t address = AddressInFile(&FunctionOfThisTest);
  const std::vector<SourceFrame> frames = info->Find(address);
  ASSERT_FALSE(frames.empty());
  EXPECT_EQ(frames.back().function, "telemetry::FunctionOfThisTest");
  EXPECT_EQ(frames.back().function_line, kLineBefore + 1);
  EXPECT_EQ(frames.back().entry, address);
  EXPECT_TRUE(absl::EndsWith(frames.back().file, "debug_info_test.cc")) << frames.back().file;
}

TEST(DebugInfoTest, KnowsTheBuildId) {
  const auto info = DebugInfo::Open("/proc/self/exe");
  ASSERT_THAT(info.status(), IsOk());
  EXPECT_THAT(info->build_id(), SizeIs(40));
  EXPECT_EQ(info->object(), "exe");
}

TEST(DebugInfoTest, FindsNothingOutsideOfTheCode) {
  auto info = DebugInfo::Open("/proc/self/exe");
  ASSERT_THAT(info.status(), IsOk());
  EXPECT_THAT(info->Find(UINT64_MAX), IsEmpty());
}

TEST(DebugInfoTest, RefusesAFileThatIsMissing) {
  const absl::Status status = DebugInfo::Open("/nonexistent").status();
  EXPECT_TRUE(absl::IsNotFound(status)) << status;
  EXPECT_TRUE(absl::StrContains(status.message(), "/nonexistent"));
}

TEST(DebugInfoTest, RefusesAFileOfAnotherKind) {
  const TempDir directory;
  const std::string path = directory.path() + "/text";
  ASSERT_THAT(WriteFileAtomically(path, "text"), IsOk());
  const absl::Status status = DebugInfo::Open(path).status();
  EXPECT_TRUE(absl::IsInvalidArgument(status)) << status;
  EXPECT_TRUE(absl::StrContains(status.message(), path));
}

}  // namespace
}  // namespace telemetry
