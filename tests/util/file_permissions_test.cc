#include "tests/util/file_permissions.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <string>

#include "gtest/gtest.h"
#include "tests/util/child_process.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

TEST(FilePermissionsTest, AFileWithoutPermissionsCannotBeOpenedByAnybody) {
  const TempDir directory;
  const std::string path = directory.path() + "/file";
  close(open(path.c_str(), O_CREAT | O_WRONLY, 0));
  EXPECT_EQ(RunInChild([&] {
              RespectFilePermissions();
              _exit(open(path.c_str(), O_RDONLY) < 0 ? 0 : 1);
            }),
            0);
}

TEST(FilePermissionsTest, AFileWithPermissionsCanStillBeOpened) {
  const TempDir directory;
  const std::string path = directory.path() + "/file";
  close(open(path.c_str(), O_CREAT | O_WRONLY, 0600));
  EXPECT_EQ(RunInChild([&] {
              RespectFilePermissions();
              _exit(open(path.c_str(), O_RDONLY) < 0 ? 1 : 0);
            }),
            0);
}

}  // namespace
}  // namespace telemetry
