#include "upload/collector/config_change.h"

#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "config/upload_config/upload_config.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/testing/report_fixture.h"
#include "storage/report_store/collector_store.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using ::testing::HasSubstr;

const absl::Time kNow = absl::FromUnixSeconds(1'796'000'000);

class ConfigChangeTest : public ::testing::Test {
 protected:
  absl::StatusOr<ConfigChangeResult> Change(const v1::UploadConfig& config,
                                            const std::string& version = "",
                                            const std::string& title = "") {
    return ChangeConfig(*history_, config, {.version = version, .title = title, .now = kNow});
  }

  TempDir dir_;
  const std::unique_ptr<ConfigHistory> history_ =
      SqliteStore(dir_.path() + "/reports.db").OpenConfigs(StoreAccess::kReadWrite).value();
  const v1::UploadConfig config_ = testutil::SmallApproved().config();
};

TEST_F(ConfigChangeTest, PutsAConfigInForceAsItIsPublished) {
  const absl::StatusOr<ConfigChangeResult> result = Change(config_, "v1.4.0", "Count editors");
  ASSERT_THAT(result, IsOk());
  EXPECT_TRUE(result->changed);
  EXPECT_EQ(result->version, "v1.4.0");
  EXPECT_EQ(result->replaced_version, "");
  const ConfigRecord record = history_->Newest()->value();
  EXPECT_EQ(record,
            (ConfigRecord{1, "v1.4.0", kNow, "Count editors", UploadConfigToJson(config_)}));
}

TEST_F(ConfigChangeTest, NamesAConfigByWhatItApprovesIfNobodyDoes) {
  EXPECT_EQ(Change(config_)->version, UploadConfigVersion(config_));
  EXPECT_THAT(Change(config_, UploadConfigVersion(config_)),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(ConfigChangeTest, SaysWhatWasInForceBefore) {
  ASSERT_THAT(Change(config_, "v1.0.0"), IsOk());
  const absl::StatusOr<ConfigChangeResult> result = Change({}, "v1.1.0");
  EXPECT_EQ(result->replaced_version, "v1.0.0");
  EXPECT_TRUE(result->changed);
}

TEST_F(ConfigChangeTest, LeavesAConfigThatIsInForceUnderItsVersion) {
  ASSERT_THAT(Change(config_, "v1.0.0"), IsOk());
  for (const char* version : {"", "v1.0.0", "v2.0.0"}) {
    const absl::StatusOr<ConfigChangeResult> result = Change(config_, version);
    ASSERT_THAT(result, IsOk());
    EXPECT_FALSE(result->changed);
    EXPECT_EQ(result->version, "v1.0.0");
  }
}

TEST_F(ConfigChangeTest, RefusesWhatCannotBePublished) {
  EXPECT_THAT(Change(config_, "1.0"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("\"1.0\"")));
  EXPECT_THAT(Change(config_, "v1.0.0-" + std::string(64, 'x')),
              StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(Change(config_, "v1.0.0", std::string(201, 'x')),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("201")));
  ASSERT_THAT(Change(config_, "v1.0.0"), IsOk());
  EXPECT_THAT(Change({}, "v1.0.0"), StatusIs(absl::StatusCode::kAlreadyExists));
}

}  // namespace
}  // namespace telemetry
