#include "upload/client/config_source.h"

#include <memory>
#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "config/upload_config/received_configs.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "storage/telemetry_dir.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"
#include "upload/client/connection/retrier.h"
#include "upload/client/connection/upload_client.h"
#include "upload/testing/scripted_collector.h"

namespace telemetry {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr absl::CivilDay kToday(2026, 11, 22);

v1::UploadConfig ConfigFor(absl::string_view goos) {
  v1::UploadConfig config;
  config.add_goos(std::string(goos));
  return config;
}

class ConfigSourceTest : public ::testing::Test {
 protected:
  absl::StatusOr<LoadedConfig> Fetch(absl::CivilDay today = kToday) {
    const auto client = *UploadClient::Create({.collector = collector_.host_port()});
    Retrier retrier({.sleep = [](absl::Duration, const std::stop_token&) {}}, {});
    return FetchConfig(dir_, today, *client, retrier, {});
  }

  const TempDir temp_;
  const TelemetryDir dir_{temp_.path()};
  ScriptedCollector collector_;
};

TEST_F(ConfigSourceTest, FetchesTheCollectorsConfigAndKeepsIt) {
  collector_.Publish(ConfigFor("linux"));
  const auto config = Fetch();
  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->origin, ConfigOrigin::kCollector);
  EXPECT_THAT(config->warning, IsOk());
  EXPECT_EQ(config->approvals.latest().version(), UploadConfigVersion(ConfigFor("linux")));
  EXPECT_EQ(ReadReceivedConfigs(dir_)->latest()->goos(0), "linux");
}

TEST_F(ConfigSourceTest, RefusesAConfigThatWouldExpandWithoutBound) {
  v1::UploadConfig config = ConfigFor("linux");
  config.add_programs()->add_counters()->set_name(std::string(4'000, 'x') + ":{" +
                                                  std::string(150'000, ',') + "}");
  collector_.Publish(config);
  EXPECT_THAT(Fetch(),
              StatusIs(absl::StatusCode::kInternal, HasSubstr("150001 counters, more than 10000")));
}

TEST_F(ConfigSourceTest, ReplacesTheKeptConfigByANewOne) {
  collector_.Publish(ConfigFor("linux"));
  ASSERT_THAT(Fetch(), IsOk());
  collector_.Publish(ConfigFor("plan9"));
  EXPECT_TRUE(Fetch()->approvals.latest().HasGoos("plan9"));
  EXPECT_EQ(ReadReceivedConfigs(dir_)->latest()->goos(0), "plan9");
}

TEST_F(ConfigSourceTest, FallsBackOnTheKeptConfigWhenTheCollectorIsAway) {
  collector_.Publish(ConfigFor("linux"));
  ASSERT_THAT(Fetch(), IsOk());
  collector_.Stop();
  const auto config = Fetch();
  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->origin, ConfigOrigin::kCache);
  EXPECT_THAT(config->warning, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(config->approvals.latest().version(), UploadConfigVersion(ConfigFor("linux")));
}

TEST_F(ConfigSourceTest, FailsWhenThereIsNeitherACollectorNorAKeptOne) {
  collector_.Stop();
  EXPECT_THAT(Fetch(), StatusIs(absl::StatusCode::kUnavailable, HasSubstr(collector_.address())));
}

TEST_F(ConfigSourceTest, AsksACollectorAgainThatHasNoConfigYet) {
  EXPECT_THAT(Fetch(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(collector_.config_calls(), 1 + RetryOptions{}.budget);
}

TEST_F(ConfigSourceTest, RefusesAVersionThatIsNotComputedFromTheContents) {
  for (const absl::string_view version : {"latest", "v1.0.0"}) {
    collector_.Publish(ConfigFor("linux"), version);
    EXPECT_THAT(Fetch(), StatusIs(absl::StatusCode::kInternal, HasSubstr(version)));
  }
  EXPECT_THAT(ReadReceivedConfigs(dir_), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(ConfigSourceTest, RefusesAConfigThatCouldNotBeKept) {
  v1::UploadConfig config = ConfigFor("linux");
  // In JSON each of these characters takes six bytes.
  for (int i = 0; i < 800; ++i) config.add_goos(std::string(4000, '\x01'));
  collector_.Publish(config);
  EXPECT_THAT(Fetch(), StatusIs(absl::StatusCode::kInternal, HasSubstr("bytes of JSON")));
}

TEST_F(ConfigSourceTest, KnowsWhatWasApprovedWhenAWeekBegan) {
  collector_.Publish(ConfigFor("linux"));
  ASSERT_THAT(Fetch(kToday), IsOk());
  collector_.Publish(ConfigFor("plan9"));
  const auto config = Fetch(kToday + 3);
  ASSERT_THAT(config, IsOk());
  const auto then = config->approvals.For(kToday + 2);
  ASSERT_THAT(then, SizeIs(2));
  EXPECT_TRUE(then[0]->HasGoos("plan9"));
  EXPECT_TRUE(then[1]->HasGoos("linux"));
  EXPECT_THAT(config->approvals.For(kToday + 4), SizeIs(1));
}

TEST_F(ConfigSourceTest, AsksForTheWholeConfigWhenWhatWasKeptIsDamaged) {
  ASSERT_THAT(WriteFileAtomically(dir_.upload_config_path(), "{"), IsOk());
  collector_.Publish(ConfigFor("linux"));
  EXPECT_THAT(Fetch(), IsOk());
}

TEST_F(ConfigSourceTest, UsesAConfigThatItCannotKeep) {
  // Put a directory in the cache's place.
  ASSERT_THAT(EnsureDirectory(dir_.upload_config_path() + "/x"), IsOk());
  collector_.Publish(ConfigFor("linux"));
  const auto config = Fetch();
  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->origin, ConfigOrigin::kCollector);
  EXPECT_THAT(config->warning, testing::Not(IsOk()));
}

TEST_F(ConfigSourceTest, ReadsTheFileThatTheUserNames) {
  const std::string path = temp_.path() + "/approved.json";
  ASSERT_THAT(WriteFileAtomically(path, UploadConfigToJson(ConfigFor("linux"))), IsOk());
  const auto config = OfflineConfig(dir_, path);
  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->origin, ConfigOrigin::kFile);
  EXPECT_EQ(config->approvals.latest().version(), UploadConfigVersion(ConfigFor("linux")));
}

TEST_F(ConfigSourceTest, HasAKeptConfigWithoutTraffic) {
  collector_.Publish(ConfigFor("linux"));
  ASSERT_THAT(Fetch(), IsOk());
  collector_.Stop();
  const auto config = OfflineConfig(dir_, "");
  ASSERT_THAT(config, IsOk());
  EXPECT_EQ(config->origin, ConfigOrigin::kCache);
  EXPECT_EQ(config->approvals.latest().version(), UploadConfigVersion(ConfigFor("linux")));
}

TEST_F(ConfigSourceTest, HasNoConfigWithoutFileAndKeptOne) {
  EXPECT_THAT(OfflineConfig(dir_, ""), StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace telemetry
