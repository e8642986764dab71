#include "storage/directory/is_there.h"

#include <fstream>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

TEST(IsThereTest, IsUnknownIfItCannotBeExamined) {
  TempDir directory;
  const std::string path = directory.path() + "/file";
  EXPECT_THAT(IsThere(path), IsOkAndHolds(false));
  std::ofstream(path).close();
  EXPECT_THAT(IsThere(path), IsOkAndHolds(true));
  EXPECT_THAT(IsThere(path + "/below"),
              StatusIs(absl::StatusCode::kFailedPrecondition, testing::HasSubstr(path + "/below")));
}

}  // namespace
}  // namespace telemetry
