#include "config/telemetry_environment.h"

#include <string>

#include "config/mode.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "storage/telemetry_dir.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class TelemetryEnvironmentTest : public testing::Test {
 protected:
  void Touch(const std::string& directory, const std::string& name) {
    ASSERT_TRUE(EnsureDirectory(directory).ok());
    ASSERT_TRUE(WriteFileAtomically(directory + "/" + name, "").ok());
  }

  TelemetryEnvironment Find() { return FindTelemetryEnvironment(dir_, Decision()); }

  const TempDir temp_dir_;
  const TelemetryDir dir_{temp_dir_.path()};
};

TEST_F(TelemetryEnvironmentTest, FindsNothingInAnEmptyDirectory) {
  EXPECT_EQ(Find().last_upload, "");
  EXPECT_THAT(Find().put_aside, IsEmpty());
}

TEST_F(TelemetryEnvironmentTest, NamesTheLatestWeekThatWasSent) {
  for (const char* name : {"2026-11-11.json", "2026-11-18.json", "2026-13-01.json", "zebra.json",
                           "2026-11-25", "2026-12-02.json.tmp"}) {
    Touch(dir_.upload_dir(), name);
  }
  EXPECT_EQ(Find().last_upload, "2026-11-18");
}

TEST_F(TelemetryEnvironmentTest, NamesDamagedFilesThatWerePutAside) {
  for (const char* name : {"tool.v1.count", "tool.v1.count.corrupt", "a.v1.count.corrupt"}) {
    Touch(dir_.local_dir(), name);
  }
  EXPECT_THAT(Find().put_aside, ElementsAre(dir_.local_dir() + "/a.v1.count.corrupt",
                                            dir_.local_dir() + "/tool.v1.count.corrupt"));
}

TEST_F(TelemetryEnvironmentTest, LooksNowhereWithoutADirectory) {
  EXPECT_EQ(FindTelemetryEnvironment(TelemetryDir(""), Decision()).last_upload, "");
}

}  // namespace
}  // namespace telemetry
