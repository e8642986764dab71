#include "upload/collector/internal/config_in_force.h"

#include <sqlite3.h>

#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "config/upload_config/approved_counters.h"
#include "config/upload_config/upload_config.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/testing/report_fixture.h"
#include "storage/report_store/collector_store.h"
#include "storage/report_store/config_history.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry::upload_internal {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const absl::Time kNow = absl::FromUnixSeconds(1'796'000'000);

class ConfigInForceTest : public ::testing::Test {
 protected:
  std::unique_ptr<ConfigInForce> Open() {
    return ConfigInForce::Open(SqliteStore(path_),
                               [this](absl::string_view line) { log_.emplace_back(line); })
        .value();
  }
  // As another process does it.
  void Push(const std::string& version, const v1::UploadConfig& config) {
    ASSERT_THAT(ChangeConfig(*history_, config, {.version = version, .now = kNow}), IsOk());
  }

  TempDir dir_;
  const std::string path_ = dir_.path() + "/reports.db";
  const std::unique_ptr<ConfigHistory> history_ =
      SqliteStore(path_).OpenConfigs(StoreAccess::kReadWrite).value();
  const v1::UploadConfig small_ = testutil::SmallApproved().config();
  std::vector<std::string> log_;
};

TEST_F(ConfigInForceTest, IsWhatAnyProcessHasPutInForce) {
  Push("v1.0.0", small_);
  const std::unique_ptr<ConfigInForce> config = Open();
  ASSERT_THAT(config->Start(), IsOk());
  EXPECT_EQ(config->version(), "v1.0.0");
  EXPECT_NE(config->Get()->FindProgram("example.com/tool"), nullptr);
  EXPECT_EQ(config->since(), kNow);
  EXPECT_EQ(config->Get()->version(), UploadConfigVersion(small_));  // as clients call it
}

TEST_F(ConfigInForceTest, ChangesOnceTheStoreIsAsked) {
  Push("v1.0.0", small_);
  const std::unique_ptr<ConfigInForce> config = Open();
  ASSERT_THAT(config->Start(), IsOk());
  const ConfigInForce::Approved before = config->Get();
  EXPECT_THAT(config->Newest(), IsOkAndHolds(before));
  Push("v1.1.0", {});
  EXPECT_EQ(config->Get(), before);
  EXPECT_THAT(config->Newest(), IsOk());
  EXPECT_EQ(config->version(), "v1.1.0");
  EXPECT_EQ(config->Get()->FindProgram("example.com/tool"), nullptr);
  EXPECT_NE(before->FindProgram("example.com/tool"), nullptr);  // whoever uses it may go on
  EXPECT_THAT(log_,
              ElementsAre(AllOf(HasSubstr("v1.0.0 is in force since 2026-11-"), HasSubstr("UTC")),
                          HasSubstr("v1.1.0 is in force")));
}

TEST_F(ConfigInForceTest, IsTheSameInTwoProcesses) {
  const std::unique_ptr<ConfigInForce> one = Open();
  const std::unique_ptr<ConfigInForce> other = Open();
  EXPECT_THAT(one->HasAny(), IsOkAndHolds(false));
  ASSERT_THAT(one->Change(small_, {.version = "v1.0.0", .now = kNow}), IsOk());
  ASSERT_THAT(other->Change({}, {.version = "v1.1.0", .now = kNow}), IsOk());
  ASSERT_THAT(one->Start(), IsOk());
  ASSERT_THAT(other->Start(), IsOk());
  EXPECT_EQ(one->version(), "v1.1.0");
  EXPECT_EQ(other->version(), "v1.1.0");
}

TEST_F(ConfigInForceTest, HasToBeSetOnce) {
  EXPECT_THAT(Open()->Start(), StatusIs(absl::StatusCode::kFailedPrecondition,
                                        AllOf(HasSubstr(path_), HasSubstr("no config"))));
}

TEST_F(ConfigInForceTest, SaysThatItDoesNotUnderstandTheNewest) {
  Push("v1.0.0", small_);
  const std::unique_ptr<ConfigInForce> config = Open();
  ASSERT_THAT(config->Start(), IsOk());
  log_.clear();
  ASSERT_THAT(history_->PutInForce({.version = "v9.0.0", .since = kNow, .bytes = "[]"}), IsOk());
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(config->Newest(), StatusIs(absl::StatusCode::kFailedPrecondition,
                                           AllOf(HasSubstr(path_), HasSubstr("config v9.0.0"))));
  }
  EXPECT_EQ(config->version(), "v1.0.0");
  EXPECT_THAT(log_, ElementsAre(HasSubstr("v9.0.0")));
  Push("v9.0.1", small_);
  EXPECT_THAT(config->Newest(), IsOk());
  EXPECT_EQ(config->version(), "v9.0.1");
  EXPECT_THAT(log_, ElementsAre(HasSubstr("v9.0.0"), HasSubstr("v9.0.1"), HasSubstr("again")));
}

TEST_F(ConfigInForceTest, SaysThatTheStoreCannotBeRead) {
  Push("v1.0.0", small_);
  const std::unique_ptr<ConfigInForce> config = Open();
  ASSERT_THAT(config->Start(), IsOk());
  log_.clear();
  sqlite3* database = nullptr;
  ASSERT_EQ(sqlite3_open(path_.c_str(), &database), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(database, "DROP TABLE config", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(database);
  EXPECT_FALSE(config->Newest().ok());
  EXPECT_FALSE(config->Newest().ok());
  EXPECT_EQ(config->version(), "v1.0.0");
  EXPECT_THAT(log_, ElementsAre(HasSubstr(path_)));
}

}  // namespace
}  // namespace telemetry::upload_internal
