#include "tests/util/somebody_else.h"

#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "gtest/gtest.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

TEST(SomebodyElseTest, OwnsADirectory) {
  const TempDir directory;
  EXPECT_EQ(RunBesideSomebodyElse(directory.path(),
                                  [](const std::string& foreign) {
                                    struct stat info;
                                    if (stat(foreign.c_str(), &info) != 0) _exit(1);
                                    _exit(info.st_uid != geteuid() && info.st_uid != 0 ? 0 : 2);
                                  }),
            0);
}

}  // namespace
}  // namespace telemetry
