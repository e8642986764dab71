// The config that a collector, or several on one data directory, accepts reports by.

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/report.pb.h"
#include "report/testing/report_fixture.h"
#include "storage/report_store/collector_store.h"
#include "storage/report_store/config_history.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "tests/util/status_matchers.h"
#include "upload/collector/collector_options.h"
#include "upload/collector/collector_server.h"
#include "upload/collector/config_change.h"
#include "upload/collector/testing/collector_fixture.h"
#include "upload/data_dir/collector_data_dir.h"
#include "upload/upload.pb.h"

namespace telemetry {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testutil::ToolReport;

class CollectorConfigTest : public testutil::CollectorFixture {
 protected:
  // The usual config, and this counter.
  static v1::UploadConfig WithCounter(const std::string& name) {
    v1::UploadConfig config = testutil::SmallApproved().config();
    v1::CounterConfig& counter = *config.mutable_programs(0)->add_counters();
    counter.set_name(name);
    counter.set_rate(1);
    return config;
  }
};

TEST_F(CollectorConfigTest, KnowsAReportAgainWhenItsConfigApprovesSomethingElse) {
  const v1::Report report = ToolReport(0.5, R"({"tool/plain": 1, "tool/size:small": 2})");
  Start(Options());
  EXPECT_TRUE(Upload(report).ok());
  for (const char* counter : {"tool/plain", "tool/size:small", "tool/new"}) {
    server_->Shutdown(absl::Seconds(5));
    CollectorOptions options = Options();
    v1::ProgramConfig& program = *options.config->mutable_programs(0);
    program.clear_counters();
    v1::CounterConfig& approved = *program.add_counters();
    approved.set_name(counter);
    approved.set_rate(1);
    Start(options);
    const grpc::Status status = Upload(report);
    EXPECT_TRUE(status.ok()) << counter << ": " << status.error_message();
  }
  EXPECT_EQ(StoredReports(), 1);
}

TEST_F(CollectorConfigTest, TakesTheConfigThatAnotherProcessPutsInForce) {
  absl::Mutex mutex;
  int publications = 0;
  CollectorOptions options = Options();
  options.published = [&] {
    const absl::MutexLock lock(&mutex);
    ++publications;
  };
  Start(options);
  const std::unique_ptr<ConfigHistory> history =
      SqliteStore(ReportStorePath(data_dir_)).OpenConfigs(StoreAccess::kReadWrite).value();
  ASSERT_THAT(
      ChangeConfig(*history, WithCounter("tool/new"), {.version = "v1.1.0", .now = absl::Now()}),
      IsOk());
  {
    // It publishes at once and not only ten minutes later.
    const absl::MutexLock lock(&mutex);
    const auto has_published = [&] { return publications >= 2; };
    mutex.Await(absl::Condition(&has_published));
  }
  // Clients know it by its contents, whatever it is called.
  EXPECT_EQ(ConfigVersion(), UploadConfigVersion(WithCounter("tool/new")));
  EXPECT_THAT(Fetch("/config.json"), HasSubstr("tool/new"));
  server_->Shutdown(absl::Seconds(10));
  server_.reset();  // calls options.published no more
}

TEST_F(CollectorConfigTest, AgreesWithAnotherOneOnItsDataDirectory) {
  CollectorOptions options = Options();
  options.shares_data_dir = true;
  Start(options);
  options.config = WithCounter("tool/new");
  const absl::StatusOr<std::unique_ptr<CollectorServer>> other = CollectorServer::Start(options);
  ASSERT_THAT(other, IsOk());
  v1::UploadReportResponse response;
  EXPECT_TRUE(Upload(ToolReport(0.5, R"({"tool/plain": 1, "tool/new": 2})"), &response).ok());
  EXPECT_THAT(response.dropped(), IsEmpty());
  // And back again, by a call.
  const absl::StatusOr<ConfigChangeResult> back = (*other)->PutInForce(*Options().config);
  ASSERT_THAT(back, IsOk());
  while (ConfigVersion() != back->version) absl::SleepFor(absl::Milliseconds(10));
  EXPECT_TRUE(Upload(ToolReport(0.25, R"({"tool/new": 2})"), &response).ok());
  EXPECT_EQ(response.dropped_size(), 1);
}

TEST_F(CollectorConfigTest, StartsWithWhatIsInForceIfItIsGivenNothing) {
  CollectorOptions options = Options();
  options.config = std::nullopt;
  EXPECT_THAT(CollectorServer::Start(options),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr(data_dir_)));
  Start(Options());
  const std::string version = ConfigVersion();
  server_->Shutdown(absl::Seconds(5));
  Start(options);
  EXPECT_EQ(ConfigVersion(), version);
}

TEST_F(CollectorConfigTest, ReplacesAConfigInForceOnlyIfItMay) {
  Start(Options());
  const std::string version = ConfigVersion();
  server_->Shutdown(absl::Seconds(5));
  CollectorOptions options = Options();
  options.config = WithCounter("tool/new");
  options.replace_config = false;
  Start(options);
  EXPECT_EQ(ConfigVersion(), version);
  server_->Shutdown(absl::Seconds(5));
  options.replace_config = true;
  Start(options);
  EXPECT_NE(ConfigVersion(), version);
}

TEST_F(CollectorConfigTest, EndsAnApprovalOnItsDayWhileItRuns) {
  const absl::Time last_second =
      absl::FromCivil(absl::CivilSecond(2026, 11, 30, 23, 59, 59), absl::UTCTimeZone());
  std::atomic<int> seconds_later = 0;
  CollectorOptions options = Options();
  options.config->mutable_programs(0)->mutable_counters(0)->set_expires("2026-12-01");
  const std::string counter = options.config->programs(0).counters(0).name();
  options.clock = [&] { return last_second + absl::Seconds(seconds_later.load()); };
  Start(options);
  v1::UploadReportResponse response;
  const std::string counters = absl::StrCat("{\"", counter, "\": 1}");
  EXPECT_TRUE(Upload(ToolReport(0.5, counters), &response).ok());
  EXPECT_THAT(response.dropped(), IsEmpty());
  seconds_later = 1;
  EXPECT_TRUE(Upload(ToolReport(0.25, counters), &response).ok());
  ASSERT_EQ(response.dropped_size(), 1);
  EXPECT_THAT(response.dropped(0).reason(), HasSubstr("ended on 2026-12-01"));
  server_.reset();  // asks options.clock no more
}

TEST_F(CollectorConfigTest, SendsItsConfigWithTheVersionOfItsContents) {
  Start(Options());
  v1::GetUploadConfigResponse response;
  grpc::ClientContext context;
  ASSERT_TRUE(stub_->GetUploadConfig(&context, v1::GetUploadConfigRequest(), &response).ok());
  EXPECT_EQ(response.config().programs(0).name(), "example.com/tool");
  EXPECT_EQ(response.version(), UploadConfigVersion(response.config()));
}

}  // namespace
}  // namespace telemetry
