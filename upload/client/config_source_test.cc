#include "upload/client/config_source.h"

#include <memory>
#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "config/upload_config.h"
#include "config/upload_config.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "storage/telemetry_dir.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"
#include "upload/client/config_cache.h"
#include "upload/client/retrier.h"
#include "upload/client/upload_client.h"
#include "upload/testing/scripted_collector.h"

namespace telemetry {
namespace {

using ::testing::HasSubstr;

v1::UploadConfig ConfigFor(absl::string_view goos) {
  v1::UploadConfig config;
  config.add_goos(std::string(goos));
  return config;
}

class ConfigSourceTest : public ::testing::Test {
 protected:
  absl::StatusOr<LoadedConfig> Fetch() {
    const auto client = *UploadClient::Create({.collector = collector_.address()});
    Retrier retrier({.sleep = [](absl::Duration, const std::stop_token&) {}}, {});
    return FetchConfig(dir_, collector_.address(), *client, retrier, {});
  }

  const TempDir temp_;
  const TelemetryDir dir_{temp_.path()};
  ScriptedCollector collector_;
};

TEST_F(ConfigSourceTest, FetchesTheCollectorsConfigAndKeepsIt) {
  collector_.Publish(ConfigFor("linux"), "v1.0.0");
  const auto config = Fetch();
  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->origin, ConfigOrigin::kCollector);
  EXPECT_THAT(config->warning, IsOk());
  EXPECT_EQ(config->approved.version(), "v1.0.0");
  EXPECT_TRUE(ReadConfigCache(dir_, collector_.address())->HasGoos("linux"));
}

TEST_F(ConfigSourceTest, RefusesAConfigThatWouldExpandWithoutBound) {
  v1::UploadConfig config = ConfigFor("linux");
  config.add_programs()->add_counters()->set_name(std::string(4'000, 'x') + ":{" +
                                                  std::string(150'000, ',') + "}");
  collector_.Publish(config, "v1.0.0");
  EXPECT_THAT(Fetch(),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("150001 counters, more than 10000")));
}

TEST_F(ConfigSourceTest, UsesTheCachedConfigWhileItIsTheCollectorsOwn) {
  collector_.Publish(ConfigFor("linux"), "v1.0.0");
  ASSERT_THAT(Fetch(), IsOk());
  // This is what would arrive if the config were sent again.
  collector_.Publish(ConfigFor("plan9"), "v1.0.0");
  const auto config = Fetch();
  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->origin, ConfigOrigin::kCollector);
  EXPECT_TRUE(config->approved.HasGoos("linux"));
}

TEST_F(ConfigSourceTest, ReplacesTheCachedConfigByANewOne) {
  collector_.Publish(ConfigFor("linux"), "v1.0.0");
  ASSERT_THAT(Fetch(), IsOk());
  collector_.Publish(ConfigFor("plan9"), "v1.0.1");
  EXPECT_TRUE(Fetch()->approved.HasGoos("plan9"));
  EXPECT_EQ(ReadConfigCache(dir_, collector_.address())->version(), "v1.0.1");
}

TEST_F(ConfigSourceTest, FallsBackOnTheCachedConfigWhenTheCollectorIsAway) {
  collector_.Publish(ConfigFor("linux"), "v1.0.0");
  ASSERT_THAT(Fetch(), IsOk());
  collector_.Stop();
  const auto config = Fetch();
  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->origin, ConfigOrigin::kCache);
  EXPECT_THAT(config->warning, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(config->approved.version(), "v1.0.0");
}

TEST_F(ConfigSourceTest, FailsWhenThereIsNeitherACollectorNorACache) {
  collector_.Stop();
  EXPECT_THAT(Fetch(), StatusIs(absl::StatusCode::kUnavailable, HasSubstr(collector_.address())));
}

TEST_F(ConfigSourceTest, AsksACollectorAgainThatHasNoConfigYet) {
  EXPECT_THAT(Fetch(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(collector_.config_calls(), 1 + RetryOptions{}.budget);
}

TEST_F(ConfigSourceTest, RefusesAVersionThatReportsCannotCarry) {
  collector_.Publish(ConfigFor("linux"), "latest");
  EXPECT_THAT(Fetch(), StatusIs(absl::StatusCode::kInternal, HasSubstr("\"latest\"")));
}

TEST_F(ConfigSourceTest, AsksForTheWholeConfigWhenTheCacheIsDamaged) {
  ASSERT_THAT(WriteFileAtomically(dir_.config_cache_path(), "{"), IsOk());
  collector_.Publish(ConfigFor("linux"), "v1.0.0");
  EXPECT_THAT(Fetch(), IsOk());
}

TEST_F(ConfigSourceTest, UsesAConfigThatItCannotKeep) {
  // Put a directory in the cache's place.
  ASSERT_THAT(EnsureDirectory(dir_.config_cache_path() + "/x"), IsOk());
  collector_.Publish(ConfigFor("linux"), "v1.0.0");
  const auto config = Fetch();
  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->origin, ConfigOrigin::kCollector);
  EXPECT_THAT(config->warning, testing::Not(IsOk()));
}

TEST_F(ConfigSourceTest, ReadsTheFileThatTheUserNames) {
  const std::string path = temp_.path() + "/approved.json";
  ASSERT_THAT(WriteFileAtomically(path, UploadConfigToJson(ConfigFor("linux"))), IsOk());
  const auto config = OfflineConfig(dir_, path, collector_.address());
  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->origin, ConfigOrigin::kFile);
  EXPECT_EQ(config->approved.version(), UploadConfigVersion(ConfigFor("linux")));
}

TEST_F(ConfigSourceTest, HasACachedConfigWithoutTraffic) {
  collector_.Publish(ConfigFor("linux"), "v1.0.0");
  ASSERT_THAT(Fetch(), IsOk());
  collector_.Stop();
  const auto config = OfflineConfig(dir_, "", collector_.address());
  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->origin, ConfigOrigin::kCache);
  EXPECT_EQ(config->approved.version(), "v1.0.0");
}

TEST_F(ConfigSourceTest, HasNoConfigWithoutFileAndCache) {
  EXPECT_THAT(OfflineConfig(dir_, "", collector_.address()), StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace telemetry
