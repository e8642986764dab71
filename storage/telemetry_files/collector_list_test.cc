#include "storage/telemetry_files/collector_list.h"

#include <unistd.h>

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "storage/host_port.h"
#include "storage/telemetry_root.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> Spelled(const std::vector<HostPort>& collectors) {
  std::vector<std::string> texts;
  for (const HostPort& collector : collectors) texts.push_back(collector.ToString());
  return texts;
}

TEST(ListCollectorsTest, FindsTheDirectoriesOfCollectorsOnly) {
  const TempDir temp;
  const TelemetryRoot root(temp.path());
  for (const char* name : {"b.example_443", "[__1]_80", "A.example_443", "notes", ".git"}) {
    ASSERT_THAT(EnsureDirectory(absl::StrCat(root.collectors_dir(), "/", name)), IsOk());
  }
  ASSERT_THAT(WriteFileAtomically(root.collectors_dir() + "/file_443", ""), IsOk());
  ASSERT_EQ(symlink("b.example_443", (root.collectors_dir() + "/link_443").c_str()), 0);
  const absl::StatusOr<CollectorList> list = ListCollectors(root);
  ASSERT_THAT(list, IsOk());
  EXPECT_THAT(Spelled(list->collectors), ElementsAre("[::1]:80", "b.example:443"));
  EXPECT_THAT(list->foreign, ElementsAre(".git", "A.example_443", "file_443", "link_443", "notes"));
}

TEST(ListCollectorsTest, FindsNoneWhereNothingIs) {
  EXPECT_THAT(ListCollectors(TelemetryRoot("/nonexistent"))->collectors, IsEmpty());
  EXPECT_THAT(ListCollectors(TelemetryRoot(""))->collectors, IsEmpty());
}

}  // namespace
}  // namespace telemetry
