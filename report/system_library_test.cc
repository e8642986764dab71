#include "report/system_library.h"

#include "gtest/gtest.h"

namespace telemetry {
namespace {

TEST(SystemLibraryTest, TheCAndCppRunTimeAreSystemLibraries) {
  for (const char* file : {"libc.so.6", "libm.so.6", "libpthread.so.0", "libstdc++.so.6",
                           "libgcc_s.so.1", "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1",
                           "linux-vdso.so.1", "libc++.so.1", "libasan.so.8", "librt.so.10"}) {
    EXPECT_TRUE(IsSystemLibrary(file)) << file;
  }
}

TEST(SystemLibraryTest, NothingElseIs) {
  for (const char* file :
       {"", "?", "libc", "libc.so", "libc.so.", "libc.so.6a", "libc.so.666", "libc.so.6.1",
        "libc-2.36.so", "mylibc.so.6", "libjohns.so.1", "libnss_sss.so.2", "mytool", ".so.6"}) {
    EXPECT_FALSE(IsSystemLibrary(file)) << file;
  }
}

}  // namespace
}  // namespace telemetry
