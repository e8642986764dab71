#include "storage/directory/flush_directory.h"

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

TEST(FlushDirectoryTest, FlushesADirectoryAndNamesOneThatIsNotThere) {
  TempDir dir;
  EXPECT_THAT(FlushDirectory(dir.path()), IsOk());
  EXPECT_THAT(FlushDirectory(dir.path() + "/absent"),
              StatusIs(absl::StatusCode::kNotFound, testing::HasSubstr("/absent")));
}

}  // namespace
}  // namespace telemetry
