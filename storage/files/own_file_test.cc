#include "storage/files/own_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

class OwnFileTest : public testing::Test {
 protected:
  OwnFileTest() { std::ofstream(path_) << "text"; }

  const TempDir directory_;
  const std::string path_ = directory_.path() + "/file";
};

TEST_F(OwnFileTest, IsOneThatOnlyTheUserWrites) {
  for (const mode_t mode : {0600, 0644, 0400}) {
    ASSERT_EQ(chmod(path_.c_str(), mode), 0);
    EXPECT_THAT(CheckOwnFile(path_), IsOk()) << mode;
  }
}

TEST_F(OwnFileTest, IsNoneThatOthersCanWrite) {
  for (const mode_t mode : {0660, 0602, 0777}) {
    ASSERT_EQ(chmod(path_.c_str(), mode), 0);
    EXPECT_THAT(CheckOwnFile(path_), StatusIs(absl::StatusCode::kPermissionDenied)) << mode;
  }
  EXPECT_EQ(CheckOwnFile(path_).message(),
            absl::StrCat(path_, " could have been written by others (it belongs to user ",
                         geteuid(), ", with mode 0777), so it does not count"));
}

TEST_F(OwnFileTest, CountsByWhatALinkLeadsTo) {
  ASSERT_EQ(symlink("file", (directory_.path() + "/link").c_str()), 0);
  EXPECT_THAT(CheckOwnFile(directory_.path() + "/link"), IsOk());
  ASSERT_EQ(chmod(path_.c_str(), 0622), 0);
  EXPECT_THAT(CheckOwnFile(directory_.path() + "/link"),
              StatusIs(absl::StatusCode::kPermissionDenied));
}

TEST_F(OwnFileTest, IsNotFoundIfThereIsNone) {
  EXPECT_THAT(CheckOwnFile(directory_.path() + "/none"), StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace telemetry
