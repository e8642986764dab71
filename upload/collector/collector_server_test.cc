#include "upload/collector/collector_server.h"

#include <grpcpp/grpcpp.h>
#include <signal.h>
#include <sys/resource.h>

#include <memory>
#include <string>
#include <thread>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/report_json.h"
#include "report/testing/report_fixture.h"
#include "tests/util/status_matchers.h"
#include "tools/version/build_info.h"
#include "upload/collector/collector_options.h"
#include "upload/collector/testing/collector_fixture.h"
#include "upload/testing/http_connection.h"
#include "upload/upload.pb.h"

namespace telemetry {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using testutil::ToolReport;

using CollectorServerTest = testutil::CollectorFixture;

TEST_F(CollectorServerTest, StoresAReportBeforeItAnswers) {
  Start(Options());
  v1::UploadReportResponse response;
  const grpc::Status status =
      Upload(ToolReport(0.5, R"({"tool/plain": 1, "tool/secret": 2})"), &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  ASSERT_EQ(response.dropped_size(), 1);
  EXPECT_EQ(response.dropped(0).name(), "tool/secret");
  EXPECT_EQ(StoredReports(), 1);
}

TEST_F(CollectorServerTest, PublishesWhatCameOverGrpcAndHttp) {
  absl::Mutex mutex;
  int publications = 0;
  CollectorOptions options = Options();
  options.publish_period = absl::Milliseconds(20);
  options.min_reports = 2;
  options.published = [&] {
    const absl::MutexLock lock(&mutex);
    ++publications;
  };
  Start(options);
  EXPECT_TRUE(Upload(ToolReport(0.5, R"({"tool/plain": 1})")).ok());
  const std::string report = ReportToJson(ToolReport(0.25, R"({"tool/plain": 1})"));
  EXPECT_EQ(testutil::PostJson(server_->http_port(), "/upload/2026-11-18", report).status, 200);
  {
    const absl::MutexLock lock(&mutex);
    // The next one to end may have begun before the second report came.
    const int enough = publications + 2;
    const auto has_published = [&] { return publications >= enough; };
    mutex.Await(absl::Condition(&has_published));
  }
  EXPECT_THAT(Fetch("/data/2026-11-18"), AllOf(HasSubstr("\"X\":0.5"), HasSubstr("\"X\":0.25")));
  EXPECT_THAT(Fetch("/charts/2026-11-16_2026-11-22.json"),
              AllOf(HasSubstr("tool/plain"), HasSubstr("\"value\":2")));
  EXPECT_THAT(Fetch("/"), AllOf(HasSubstr("at least 2 reports"), HasSubstr("/assets/site-")));
  server_->Shutdown(absl::Seconds(10));
  server_.reset();  // calls options.published no more
}

TEST_F(CollectorServerTest, TellsItsOperatorHowItFares) {
  Start(Options());
  EXPECT_TRUE(Upload(ToolReport(0.5, R"({"tool/plain": 1, "tool/secret": 2})")).ok());
  EXPECT_EQ(testutil::PostJson(server_->http_port(), "/upload/2026-11-18", "{}").status, 400);
  EXPECT_EQ(testutil::PostJson(server_->http_port(), "/upload/2026-11-18", "no JSON").status, 400);
  grpc::ClientContext context;
  grpc::ByteBuffer response;
  EXPECT_EQ(
      Call("/telemetry.v1.Collector/UploadReport", "no report", context, response).error_code(),
      grpc::StatusCode::INVALID_ARGUMENT);
  const std::string text = testutil::Fetch(server_->http_port(), "GET", "/metrics").body;
  EXPECT_THAT(text, HasSubstr("telemetry_reports_total{outcome=\"stored\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("telemetry_dropped_items_total{kind=\"counter\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("telemetry_reports_total{outcome=\"malformed\"} 3\n"));
  EXPECT_THAT(text, HasSubstr("route=\"/upload/*\",status=\"400\"} 2\n"));
  EXPECT_EQ(testutil::Fetch(server_->http_port(), "GET", "/healthz").body,
            absl::StrCat("ok ", ThisBuild().version, "\n"));
}

TEST_F(CollectorServerTest, ServesMetricsOnAnAddressOfTheirOwn) {
  CollectorOptions options = Options();
  options.monitor_address = "127.0.0.1:0";
  Start(options);
  EXPECT_EQ(testutil::Fetch(server_->monitor_port(), "GET", "/healthz").body,
            absl::StrCat("ok ", ThisBuild().version, "\n"));
  EXPECT_THAT(testutil::Fetch(server_->monitor_port(), "GET", "/metrics").body,
              HasSubstr("telemetry_reports_total"));
  EXPECT_EQ(testutil::Fetch(server_->monitor_port(), "GET", "/").status, 404);
  // The site may not have been made yet.
  EXPECT_THAT(testutil::Fetch(server_->http_port(), "GET", "/metrics").status, AnyOf(404, 503));
  EXPECT_EQ(testutil::Fetch(server_->http_port(), "GET", "/healthz").status, 200);
}

TEST_F(CollectorServerTest, ServesMetricsWithoutAPublicSite) {
  CollectorOptions options = Options();
  options.http_address = "";
  options.monitor_address = "127.0.0.1:0";
  Start(options);
  EXPECT_EQ(server_->http_port(), 0);
  EXPECT_TRUE(Upload(ToolReport(0.5, "{}")).ok());
  EXPECT_THAT(testutil::Fetch(server_->monitor_port(), "GET", "/metrics").body,
              HasSubstr("telemetry_reports_total{outcome=\"stored\"} 1\n"));
}

TEST_F(CollectorServerTest, SaysThatItIsHealthy) {
  Start(Options());
  // HealthCheckResponse{status: SERVING}
  EXPECT_EQ(CallByName("/grpc.health.v1.Health/Check"), "\x08\x01");
}

TEST_F(CollectorServerTest, KeepsReportsAcrossRestarts) {
  Start(Options());
  EXPECT_TRUE(Upload(ToolReport(0.5, R"({"tool/plain": 1})")).ok());
  server_->Shutdown(absl::Seconds(5));
  Start(Options());
  EXPECT_EQ(StoredReports(), 1);
  EXPECT_EQ(Upload(ToolReport(0.5, R"({"tool/plain": 2})")).error_code(),
            grpc::StatusCode::ALREADY_EXISTS);
}

TEST_F(CollectorServerTest, EndsWaitingWhenShutDown) {
  Start(Options());
  std::thread shutdown([&] { server_->Shutdown(absl::Seconds(5)); });
  server_->Wait();
  shutdown.join();
  EXPECT_EQ(Upload(ToolReport(0.5, "{}")).error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(testutil::Fetch(server_->http_port(), "GET", "/healthz").status, 0);
}

TEST_F(CollectorServerTest, SaysThatItShutsDownAndTellsItsMonitorUntilTheEnd) {
  CollectorOptions options = Options();
  options.monitor_address = "127.0.0.1:0";
  Start(options);
  auto busy = std::make_unique<testutil::HttpConnection>(server_->http_port());
  busy->Send("GET /healthz HTTP/1.1\r\n");
  testutil::HttpConnection idle(server_->http_port());
  EXPECT_EQ(testutil::Fetch(server_->http_port(), "GET", "/healthz").status, 200);
  std::thread shutdown([&] { server_->Shutdown(absl::Seconds(20)); });
  EXPECT_TRUE(idle.WaitForEnd());
  EXPECT_EQ(testutil::Fetch(server_->monitor_port(), "GET", "/healthz").status, 503);
  busy->Send("Host: x\r\n\r\n");
  EXPECT_EQ(busy->ReadReply().status, 503);
  busy.reset();  // the server waits for its peer to close
  shutdown.join();
  EXPECT_EQ(testutil::Fetch(server_->monitor_port(), "GET", "/healthz").status, 0);
}

TEST_F(CollectorServerTest, TakesAnUploadThatIsUnderWayWhileAStreamKeepsGrpcOpen) {
  Start(Options());
  grpc::ClientContext watch;
  std::thread watcher([&] {
    grpc::ByteBuffer response;
    Call("/grpc.health.v1.Health/Watch", "", watch, response);
  });
  const std::string report = ReportToJson(ToolReport(0.5, "{}"));
  auto upload = std::make_unique<testutil::HttpConnection>(server_->http_port());
  upload->Send(absl::StrCat("POST /upload/2026-11-18 HTTP/1.1\r\nHost: x\r\n",
                            "Content-Type: application/json\r\nContent-Length: ", report.size(),
                            "\r\n\r\n"));
  testutil::HttpConnection idle(server_->http_port());
  // Once this is answered, the server has seen all of them.
  EXPECT_EQ(testutil::Fetch(server_->http_port(), "GET", "/healthz").status, 200);
  EXPECT_EQ(CallByName("/grpc.health.v1.Health/Check"), "\x08\x01");
  std::thread shutdown([&] { server_->Shutdown(absl::Seconds(15)); });
  EXPECT_TRUE(idle.WaitForEnd());
  upload->Send(report);
  EXPECT_EQ(upload->ReadReply().status, 200);
  upload.reset();  // the server waits for its peer to close
  watch.TryCancel();
  watcher.join();
  shutdown.join();
}

TEST_F(CollectorServerTest, RefusesOptionsThatAreWrong) {
  EXPECT_THAT(CollectorServer::Start({.data_dir = data_dir_}),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

TEST_F(CollectorServerTest, NamesAnAddressThatIsTaken) {
  Start(Options());
  for (std::string CollectorOptions::*address :
       {&CollectorOptions::grpc_address, &CollectorOptions::http_address}) {
    const bool is_grpc = address == &CollectorOptions::grpc_address;
    CollectorOptions options = Options();
    options.data_dir = data_dir_ + "2";
    options.*address =
        absl::StrCat("127.0.0.1:", is_grpc ? server_->grpc_port() : server_->http_port());
    EXPECT_THAT(CollectorServer::Start(options),
                StatusIs(absl::StatusCode::kUnavailable,
                         AllOf(HasSubstr(options.*address), HasSubstr("already in use"))));
  }
}

TEST_F(CollectorServerTest, TestsItsOwnPort) {
  absl::Notification failed;
  CollectorOptions options = Options();
  options.probe_period = absl::Milliseconds(100);
  // No connection survives this, neither a client's nor its own.
  options.max_memory_bytes = 1;
  options.failed = [&] { failed.Notify(); };
  Start(options);
  failed.WaitForNotification();
  const testutil::ReceivedReply reply = testutil::Fetch(server_->http_port(), "GET", "/healthz");
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.body, "gRPC does not answer\n");
}

TEST_F(CollectorServerTest, WantsToKnowWhoReachesGrpc) {
  CollectorOptions options = Options();
  options.allow_plain_text = true;
  options.grpc_address = "0.0.0.0:0";
  EXPECT_THAT(CollectorServer::Start(options),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr("--behind-proxy")));
  options.grpc_access = GrpcAccess::kExposed;
  Start(options);
  EXPECT_TRUE(Upload(ToolReport(0.5, "{}")).ok());
}

TEST_F(CollectorServerTest, KeepsASecondOneOffItsDataDirectoryUnlessBothShareIt) {
  Start(Options());
  CollectorOptions options = Options();
  for (const bool shares : {false, true}) {
    options.shares_data_dir = shares;
    EXPECT_THAT(CollectorServer::Start(options),
                StatusIs(absl::StatusCode::kFailedPrecondition,
                         AllOf(HasSubstr(data_dir_), HasSubstr("--shared-data-dir"))));
  }
  server_->Shutdown(absl::Seconds(5));
  Start(options);
  EXPECT_THAT(CollectorServer::Start(options), IsOk());
}

TEST_F(CollectorServerTest, SaysThatThereIsNoRoomBeforeAReportIsRefused) {
  CollectorOptions options = Options();
  options.store_room = {.max_bytes = 1};
  absl::Notification told;
  options.log = [&](absl::string_view line) {
    if (absl::StrContains(line, "reports cannot be stored") && !told.HasBeenNotified())
      told.Notify();
  };
  Start(options);
  const testutil::ReceivedReply reply = testutil::Fetch(server_->http_port(), "GET", "/healthz");
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(reply.body, "there is no room for reports\n");
  told.WaitForNotification();
  EXPECT_EQ(Upload(ToolReport(0.5, "{}")).error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(StoredReports(), 0);
  server_.reset();  // calls options.log no more
}

// Nobody sends a report to a collector that says it is not well.
TEST_F(CollectorServerTest, IsWellAgainOnceItsStoreIsThoughNobodySendsAReport) {
  CollectorOptions options = Options();
  options.store_test_period = absl::Milliseconds(20);
  Start(options);
  signal(SIGXFSZ, SIG_IGN);
  rlimit before;
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit none = {.rlim_cur = 1, .rlim_max = before.rlim_max};
  const auto await = [this](int status) {
    while (testutil::Fetch(server_->http_port(), "GET", "/healthz").status != status) {
      absl::SleepFor(absl::Milliseconds(10));
    }
  };
  // A full disk, as far as this process is concerned.
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &none), 0);
  await(503);
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  await(200);
}

}  // namespace
}  // namespace telemetry
