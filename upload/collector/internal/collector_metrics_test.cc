#include "upload/collector/internal/collector_metrics.h"

#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/release_health/silent_release.h"
#include "tests/util/temp_dir.h"
#include "tools/version/build_info.h"

namespace telemetry::upload_internal {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

v1::UploadReportResponse Dropped(const std::vector<v1::DroppedItem::Kind>& kinds,
                                 int64_t num_unlisted) {
  v1::UploadReportResponse response;
  for (const v1::DroppedItem::Kind kind : kinds) {
    v1::DroppedItem& item = *response.add_dropped();
    item.set_program("example.com/secret");
    item.set_kind(kind);
    item.set_name("secret/counter");
  }
  response.set_num_unlisted(num_unlisted);
  return response;
}

class CollectorMetricsTest : public ::testing::Test {
 protected:
  void Observe(const absl::StatusOr<v1::UploadReportResponse>& answer,
               absl::Duration duration = absl::Milliseconds(2), bool is_empty = false) {
    metrics_.ObserveReport({.answer = answer, .is_empty = is_empty, .duration = duration});
  }

  TempDir dir_;
  CollectorMetrics metrics_{dir_.path() + "/reports.db"};
};

TEST_F(CollectorMetricsTest, SaysThatNothingHasHappened) {
  EXPECT_THAT(metrics_.Text(), HasSubstr("telemetry_reports_total{outcome=\"stored\"} 0\n"));
  EXPECT_THAT(metrics_.Text(), HasSubstr("telemetry_store_bytes 0\n"));
}

TEST_F(CollectorMetricsTest, NamesTheBuild) {
  const BuildInfo build = ThisBuild();
  EXPECT_THAT(metrics_.Text(), HasSubstr(absl::StrCat(
                                   "telemetry_build_info{commit=\"", build.commit, "\",compiler=\"",
                                   build.compiler, "\",version=\"", build.version, "\"} 1\n")));
}

TEST_F(CollectorMetricsTest, CountsReportsByWhatBecameOfThem) {
  Observe(v1::UploadReportResponse());
  Observe(v1::UploadReportResponse(), absl::Milliseconds(2), /*is_empty=*/true);
  Observe(absl::InvalidArgumentError("X is 0"), absl::Microseconds(20));
  Observe(absl::AlreadyExistsError("X"));
  Observe(absl::ResourceExhaustedError("later"));
  Observe(absl::UnavailableError("later"));
  const std::string text = metrics_.Text();
  for (const char* outcome :
       {"stored", "empty", "malformed", "conflicting", "queue_full", "store_failing"}) {
    EXPECT_THAT(text,
                HasSubstr("telemetry_reports_total{outcome=\"" + std::string(outcome) + "\"} 1\n"));
  }
  EXPECT_THAT(text, HasSubstr("telemetry_report_seconds_bucket{le=\"0.0001\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("telemetry_report_seconds_count 6\n"));
}

TEST_F(CollectorMetricsTest, CountsWhatWasDroppedWithoutItsName) {
  Observe(
      Dropped({v1::DroppedItem::COUNTER, v1::DroppedItem::COUNTER, v1::DroppedItem::PROGRAM}, 500));
  const std::string text = metrics_.Text();
  EXPECT_THAT(text, HasSubstr("telemetry_dropped_items_total{kind=\"counter\"} 2\n"));
  EXPECT_THAT(text, HasSubstr("telemetry_dropped_items_total{kind=\"program\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("telemetry_dropped_items_total{kind=\"unlisted\"} 500\n"));
  EXPECT_THAT(text, Not(HasSubstr("secret")));
}

TEST_F(CollectorMetricsTest, NamesApprovedProgramsOfWhichSomethingWasDropped) {
  const Drop forgotten = {"example.com/tool",   "v1.3.0",  true, ItemKind::kProgram,
                          DropReason::kVersion, "version", 1};
  const Drop stranger = {"example.com/evil",   "v6.6.6",  false, ItemKind::kProgram,
                         DropReason::kProgram, "program", 1};
  metrics_.ObserveDrops({forgotten, stranger});
  metrics_.ObserveDrops({forgotten});
  const std::string text = metrics_.Text();
  EXPECT_THAT(text, HasSubstr("telemetry_program_drops_total{kind=\"program\","
                              "program=\"example.com/tool\",reason=\"version\"} 2\n"));
  EXPECT_THAT(text, Not(HasSubstr("evil")));
  EXPECT_THAT(text, Not(HasSubstr("v1.3.0")));
}

TEST_F(CollectorMetricsTest, TellsWhatIsInForceAndWhenAnApprovalEnds) {
  absl::Time now = absl::FromCivil(absl::CivilDay(2026, 11, 30), absl::UTCTimeZone());
  CollectorMetrics metrics(dir_.path() + "/reports.db", [&now] { return now; });
  v1::UploadConfig config;
  v1::CounterConfig& counter = *config.add_programs()->add_counters();
  metrics.ObserveConfig(std::make_shared<const ApprovedCounters>(config), "v1.0.0", now);
  EXPECT_THAT(metrics.Text(), HasSubstr("telemetry_next_expiry_days +Inf\n"));
  counter.set_expires("2026-12-02");
  metrics.ObserveConfig(std::make_shared<const ApprovedCounters>(config), "v1.1.0",
                        absl::FromUnixSeconds(1000));
  std::string text = metrics.Text();
  EXPECT_THAT(text, HasSubstr("telemetry_config_info{version=\"v1.1.0\"} 1\n"));
  EXPECT_THAT(text, Not(HasSubstr("v1.0.0")));
  EXPECT_THAT(text, HasSubstr("telemetry_config_since_timestamp_seconds 1000\n"));
  EXPECT_THAT(text, HasSubstr("telemetry_next_expiry_days 2\n"));
  now += absl::Hours(48);
  text = metrics.Text();
  EXPECT_THAT(text, HasSubstr("telemetry_next_expiry_days +Inf\n"));
  EXPECT_THAT(text, HasSubstr("telemetry_ended_approvals 1\n"));
}

TEST_F(CollectorMetricsTest, CountsRequestsByRoute) {
  metrics_.ObserveHttp({.pattern = "/charts/*",
                        .method = "GET",
                        .status = 200,
                        .body_bytes = 10,
                        .duration = absl::Milliseconds(1)});
  metrics_.ObserveHttp({.pattern = "",
                        .method = "GET",
                        .status = 404,
                        .body_bytes = 10,
                        .duration = absl::Milliseconds(1)});
  const std::string text = metrics_.Text();
  EXPECT_THAT(text,
              HasSubstr("telemetry_http_requests_total{route=\"/charts/*\",status=\"200\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("telemetry_http_requests_total{route=\"none\",status=\"404\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("telemetry_http_request_seconds_count{route=\"/charts/*\"} 1\n"));
}

TEST_F(CollectorMetricsTest, KeepsTheLastPublicationThatSucceeded) {
  metrics_.ObservePublication({.status = absl::OkStatus(),
                               .start = absl::FromUnixSeconds(1000),
                               .duration = absl::Seconds(2)});
  metrics_.ObservePublication({.status = absl::UnavailableError("the disk is full"),
                               .start = absl::FromUnixSeconds(2000),
                               .duration = absl::Seconds(3)});
  const std::string text = metrics_.Text();
  EXPECT_THAT(text, HasSubstr("telemetry_publications_total{outcome=\"failed\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("telemetry_last_publication_timestamp_seconds 1000\n"));
  EXPECT_THAT(text, HasSubstr("telemetry_last_publication_seconds 2\n"));
}

TEST_F(CollectorMetricsTest, MeasuresTheStoreWithItsLog) {
  std::ofstream(dir_.path() + "/reports.db") << "12345";
  std::ofstream(dir_.path() + "/reports.db-wal") << "67";
  EXPECT_THAT(metrics_.Text(), HasSubstr("telemetry_store_bytes 7\n"));
}

TEST_F(CollectorMetricsTest, CountsTheAlarmsOfPrograms) {
  CollectorMetrics metrics("");
  EXPECT_THAT(metrics.Text(), Not(HasSubstr("telemetry_health_alarms{")));
  HealthAlarm alarm;
  alarm.program = "example.com/tool";
  metrics.ObserveAlarms({alarm, alarm});
  EXPECT_THAT(metrics.Text(),
              HasSubstr("telemetry_health_alarms{program=\"example.com/tool\"} 2\n"));
  metrics.ObserveAlarms({});
  EXPECT_THAT(metrics.Text(),
              HasSubstr("telemetry_health_alarms{program=\"example.com/tool\"} 0\n"));
}

}  // namespace
}  // namespace telemetry::upload_internal
