#include "upload/client/config_cache.h"

#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "config/approved_counters.h"
#include "config/upload_config.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "storage/telemetry_dir.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using ::testing::HasSubstr;

constexpr absl::string_view kCollector = "stats.example.com:443";

ApprovedCounters SmallConfig(std::string version) {
  v1::UploadConfig config;
  config.add_goos("linux");
  v1::ProgramConfig& program = *config.add_programs();
  program.set_name("example.com/<tool>");
  program.add_versions("v1.0.0");
  v1::CounterConfig& counter = *program.add_counters();
  counter.set_name("chart:{a,b}");
  counter.set_rate(0.5);
  return ApprovedCounters(config, std::move(version));
}

class ConfigCacheTest : public ::testing::Test {
 protected:
  void WriteFile(absl::string_view contents) {
    ASSERT_THAT(WriteFileAtomically(dir_.config_cache_path(), contents), IsOk());
  }

  const TempDir temp_;
  const TelemetryDir dir_{temp_.path()};
};

TEST_F(ConfigCacheTest, GivesBackWhatWasKept) {
  const ApprovedCounters kept = SmallConfig("v1.2.3");
  ASSERT_THAT(WriteConfigCache(dir_, kCollector, kept), IsOk());
  const auto read = ReadConfigCache(dir_, kCollector);
  ASSERT_THAT(read, IsOk());
  EXPECT_EQ(read->version(), "v1.2.3");
  EXPECT_EQ(read->config().DebugString(), kept.config().DebugString());
  EXPECT_EQ(read->FindProgram("example.com/<tool>")->CounterRate("chart:b"), 0.5);
}

TEST_F(ConfigCacheTest, KeepsOnlyTheLastOne) {
  ASSERT_THAT(WriteConfigCache(dir_, kCollector, SmallConfig("v1.2.3")), IsOk());
  ASSERT_THAT(WriteConfigCache(dir_, kCollector, SmallConfig("v1.2.4")), IsOk());
  EXPECT_EQ(ReadConfigCache(dir_, kCollector)->version(), "v1.2.4");
}

TEST_F(ConfigCacheTest, HasNothingAtFirst) {
  EXPECT_THAT(ReadConfigCache(dir_, kCollector), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(ConfigCacheTest, HasNothingForAnotherCollector) {
  ASSERT_THAT(WriteConfigCache(dir_, kCollector, SmallConfig("v1.2.3")), IsOk());
  EXPECT_THAT(ReadConfigCache(dir_, "other.example.com:443"),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("other.example.com:443")));
}

TEST_F(ConfigCacheTest, RefusesADamagedFile) {
  for (const absl::string_view contents :
       {"", "{", "[]", "{}", R"({"Collector": "stats.example.com:443", "Version": "v1.0.0"})",
        R"({"Collector": "stats.example.com:443", "Version": 1, "Config": {}})",
        R"({"Collector": "stats.example.com:443", "Version": "1.0", "Config": {}})",
        R"({"Collector": "stats.example.com:443", "Version": "v1.0.0", "Config": []})"}) {
    WriteFile(contents);
    EXPECT_THAT(ReadConfigCache(dir_, kCollector),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("upload_config.json")))
        << contents;
  }
}

}  // namespace
}  // namespace telemetry
