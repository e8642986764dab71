#include "upload/collector/collector_server.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>

#include <atomic>
#include <filesystem>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "absl/synchronization/notification.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "config/upload_config/upload_config.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/report_json.h"
#include "report/report_limits.h"
#include "report/testing/report_fixture.h"
#include "storage/report_store/config_history.h"
#include "storage/report_store/report_reader.h"
#include "tests/util/status_matchers.h"
#include "tools/version/build_info.h"
#include "upload/collector/config_change.h"
#include "upload/collector/connections/self_probe.h"
#include "upload/data_dir/collector_data_dir.h"
#include "upload/grpc_protocol.h"
#include "upload/http/tls_identity.h"
#include "upload/testing/http_connection.h"
#include "upload/upload.grpc.pb.h"

namespace telemetry {
namespace {

using ::testing::AllOf;
using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testutil::ToolReport;

constexpr absl::CivilDay kWeek(2026, 11, 18);

// A collector on loopback with its own data directory.
class CollectorServerTest : public ::testing::Test {
 protected:
  CollectorServerTest()
      : data_dir_(absl::StrCat(std::string(::testing::TempDir()), "/",
                               ::testing::UnitTest::GetInstance()->current_test_info()->name())) {
    std::filesystem::remove_all(data_dir_);
  }

  CollectorOptions Options() const {
    return {.grpc_address = "127.0.0.1:0",
            .http_address = "localhost:0",
            .data_dir = data_dir_,
            .config = testutil::SmallApproved().config(),
            .clock = [] { return absl::FromCivil(kWeek + 1, absl::UTCTimeZone()); }};
  }

  void Start(CollectorOptions options) {
    absl::StatusOr<std::unique_ptr<CollectorServer>> server =
        CollectorServer::Start(std::move(options));
    ASSERT_THAT(server, IsOk());
    server_ = *std::move(server);
    Connect(grpc::InsecureChannelCredentials());
  }

  void Connect(const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
    channel_ = grpc::CreateChannel(absl::StrCat("localhost:", server_->grpc_port()), credentials);
    stub_ = v1::Collector::NewStub(channel_);
  }

  grpc::Status Upload(const v1::Report& report, v1::UploadReportResponse* response = nullptr) {
    grpc::ClientContext context;
    v1::UploadReportRequest request;
    *request.mutable_report() = report;
    v1::UploadReportResponse ignored;
    return stub_->UploadReport(&context, request, response == nullptr ? &ignored : response);
  }

  // Calls a method by name with these bytes.
  grpc::Status Call(const std::string& method, const std::string& bytes,
                    grpc::ClientContext& context, grpc::ByteBuffer& response) {
    grpc::GenericStub stub(channel_);
    const grpc::Slice slice(bytes);
    const grpc::ByteBuffer request(&slice, 1);
    std::promise<grpc::Status> done;
    stub.UnaryCall(&context, method, grpc::StubOptions(), &request, &response,
                   [&](grpc::Status status) { done.set_value(std::move(status)); });
    return done.get_future().get();
  }

  grpc::Status UploadBytes(const std::string& bytes) {
    grpc::ClientContext context;
    grpc::ByteBuffer response;
    return Call("/telemetry.v1.Collector/UploadReport", bytes, context, response);
  }

  // Calls a method without generated code, with an empty message, and returns the answer's bytes.
  std::string CallByName(const std::string& method) {
    grpc::ClientContext context;
    grpc::ByteBuffer response;
    const grpc::Status status = Call(method, "", context, response);
    grpc::Slice bytes;
    if (!status.ok() || !response.DumpToSingleSlice(&bytes).ok()) return status.error_message();
    return std::string(bytes.begin(), bytes.end());
  }

  // The version of the config that clients get.
  std::string ConfigVersion() {
    grpc::ClientContext context;
    v1::GetUploadConfigResponse response;
    EXPECT_TRUE(stub_->GetUploadConfig(&context, {}, &response).ok());
    return response.version();
  }

  // The usual config, and this counter.
  static v1::UploadConfig WithCounter(const std::string& name) {
    v1::UploadConfig config = testutil::SmallApproved().config();
    v1::CounterConfig& counter = *config.mutable_programs(0)->add_counters();
    counter.set_name(name);
    counter.set_rate(1);
    return config;
  }

  std::string Fetch(const std::string& path) {
    return testutil::Fetch(server_->http_port(), "GET", path).body;
  }

  int64_t StoredReports() {
    return ReportReader::Open(ReportStorePath(data_dir_))->Count(kWeek).value();
  }

  const std::string data_dir_;
  std::unique_ptr<CollectorServer> server_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<v1::Collector::Stub> stub_;
};

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
  EXPECT_EQ(UploadBytes("no report").error_code(), grpc::StatusCode::INVALID_ARGUMENT);
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

TEST_F(CollectorServerTest, RefusesForGoodWhatCanNeverPass) {
  Start(Options());
  EXPECT_EQ(Upload(ToolReport(0, "{}")).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_TRUE(Upload(ToolReport(0.5, R"({"tool/plain": 1})")).ok());
  EXPECT_TRUE(Upload(ToolReport(0.5, R"({"tool/plain": 1})")).ok());
  EXPECT_EQ(Upload(ToolReport(0.5, R"({"tool/plain": 2})")).error_code(),
            grpc::StatusCode::ALREADY_EXISTS);
  v1::Report large = ToolReport(0.25, "{}");
  large.mutable_programs(0)->set_version(std::string(kMaxReportBytes, 'x'));
  EXPECT_EQ(Upload(large).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
  large.mutable_programs(0)->set_version(std::string(kMaxRequestBytes, 'x'));
  EXPECT_EQ(Upload(large).error_code(), grpc::StatusCode::INVALID_ARGUMENT);
}

TEST_F(CollectorServerTest, TakesReportsAsLargeAsItsOperatorSays) {
  CollectorOptions options = Options();
  options.max_report_bytes = 2 * kMaxRequestBytes;
  Start(options);
  v1::Report large = ToolReport(0.25, "{}");
  large.mutable_programs(0)->mutable_counters()->insert(
      {std::string(kMaxRequestBytes + kMaxRequestBytes / 2, 'x'), 1});
  const grpc::Status status = Upload(large);
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(
      testutil::PostJson(server_->http_port(), "/upload/2026-11-18", ReportToJson(large)).status,
      200);
}

TEST_F(CollectorServerTest, MarksARefusalAsItsOwn) {
  Start(Options());
  grpc::ClientContext context;
  v1::UploadReportRequest request;
  *request.mutable_report() = ToolReport(0, "{}");
  v1::UploadReportResponse response;
  EXPECT_FALSE(stub_->UploadReport(&context, request, &response).ok());
  EXPECT_EQ(context.GetServerTrailingMetadata().count(kRefusalMetadata), 1u);
}

TEST_F(CollectorServerTest, LeavesMuchLargerRequestsToGrpc) {
  Start(Options());
  v1::Report large = ToolReport(0.25, "{}");
  large.mutable_programs(0)->set_version(std::string(2 * kMaxRequestBytes, 'x'));
  EXPECT_EQ(Upload(large).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST_F(CollectorServerTest, TakesNothingCompressed) {
  Start(Options());
  v1::Report report = ToolReport(0.5, "{}");
  // It would fit when compressed.
  report.mutable_programs(0)->set_version(std::string(64 * kMaxRequestBytes, 'x'));
  for (const grpc_compression_algorithm algorithm : {GRPC_COMPRESS_GZIP, GRPC_COMPRESS_DEFLATE}) {
    grpc::ClientContext context;
    context.set_compression_algorithm(algorithm);
    v1::UploadReportRequest request;
    *request.mutable_report() = report;
    v1::UploadReportResponse response;
    EXPECT_EQ(stub_->UploadReport(&context, request, &response).error_code(),
              grpc::StatusCode::UNIMPLEMENTED);
  }
}

TEST_F(CollectorServerTest, KnowsAReportAgainWhenItsConfigApprovesSomethingElse) {
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

TEST_F(CollectorServerTest, TakesTheConfigThatAnotherProcessPutsInForce) {
  absl::Mutex mutex;
  int publications = 0;
  CollectorOptions options = Options();
  options.published = [&] {
    const absl::MutexLock lock(&mutex);
    ++publications;
  };
  Start(options);
  ConfigHistory history = ConfigHistory::Open(ReportStorePath(data_dir_)).value();
  ASSERT_THAT(
      ChangeConfig(history, WithCounter("tool/new"), {.version = "v1.1.0", .now = absl::Now()}),
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

TEST_F(CollectorServerTest, AgreesWithAnotherOneOnItsDataDirectory) {
  Start(Options());
  CollectorOptions options = Options();
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

TEST_F(CollectorServerTest, StartsWithWhatIsInForceIfItIsGivenNothing) {
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

TEST_F(CollectorServerTest, ReplacesAConfigInForceOnlyIfItMay) {
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

TEST_F(CollectorServerTest, EndsAnApprovalOnItsDayWhileItRuns) {
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

TEST_F(CollectorServerTest, SaysWhenToComeBackIfTooMuchIsWaiting) {
  CollectorOptions options = Options();
  options.max_queued_reports = 0;
  Start(options);
  grpc::ClientContext context;
  v1::UploadReportRequest request;
  *request.mutable_report() = ToolReport(0.5, "{}");
  v1::UploadReportResponse response;
  EXPECT_EQ(stub_->UploadReport(&context, request, &response).error_code(),
            grpc::StatusCode::RESOURCE_EXHAUSTED);
  const auto& trailers = context.GetServerTrailingMetadata();
  const auto hint = trailers.find(kRetryPushbackMetadata);
  ASSERT_NE(hint, trailers.end());
  EXPECT_EQ(hint->second, "10000");
}

TEST_F(CollectorServerTest, SendsItsConfigWithTheVersionOfItsContents) {
  Start(Options());
  v1::GetUploadConfigResponse response;
  grpc::ClientContext context;
  ASSERT_TRUE(stub_->GetUploadConfig(&context, v1::GetUploadConfigRequest(), &response).ok());
  EXPECT_EQ(response.config().programs(0).name(), "example.com/tool");
  EXPECT_EQ(response.version(), UploadConfigVersion(response.config()));
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
  testutil::HttpConnection busy(server_->http_port());
  busy.Send("GET /healthz HTTP/1.1\r\n");
  testutil::HttpConnection idle(server_->http_port());
  EXPECT_EQ(testutil::Fetch(server_->http_port(), "GET", "/healthz").status, 200);
  std::thread shutdown([&] { server_->Shutdown(absl::Seconds(20)); });
  EXPECT_TRUE(idle.WaitForEnd());
  EXPECT_EQ(testutil::Fetch(server_->monitor_port(), "GET", "/healthz").status, 503);
  busy.Send("Host: x\r\n\r\n");
  EXPECT_EQ(busy.ReadReply().status, 503);
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
  testutil::HttpConnection upload(server_->http_port());
  upload.Send(absl::StrCat("POST /upload/2026-11-18 HTTP/1.1\r\nHost: x\r\n",
                           "Content-Type: application/json\r\nContent-Length: ", report.size(),
                           "\r\n\r\n"));
  testutil::HttpConnection idle(server_->http_port());
  // Once this is answered, the server has seen all of them.
  EXPECT_EQ(testutil::Fetch(server_->http_port(), "GET", "/healthz").status, 200);
  EXPECT_EQ(CallByName("/grpc.health.v1.Health/Check"), "\x08\x01");
  std::thread shutdown([&] { server_->Shutdown(absl::Seconds(15)); });
  EXPECT_TRUE(idle.WaitForEnd());
  upload.Send(report);
  EXPECT_EQ(upload.ReadReply().status, 200);
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
    options.*address =
        absl::StrCat("127.0.0.1:", is_grpc ? server_->grpc_port() : server_->http_port());
    EXPECT_THAT(CollectorServer::Start(options),
                StatusIs(absl::StatusCode::kUnavailable,
                         AllOf(HasSubstr(options.*address), HasSubstr("already in use"))));
  }
}

TEST_F(CollectorServerTest, SaysThatACertificateIsNotUsable) {
  CollectorOptions options = Options();
  options.tls.certificate = "not PEM";
  options.tls.key = "not PEM";
  options.http_address = "";
  EXPECT_THAT(CollectorServer::Start(options),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("certificate")));
}

TEST_F(CollectorServerTest, ServesOverTls) {
  CollectorOptions options = Options();
  options.tls.certificate = testutil::ReadWorkspaceFile("upload/testing/localhost.crt");
  options.tls.key = testutil::ReadWorkspaceFile("upload/testing/localhost.key");
  Start(options);
  EXPECT_FALSE(Upload(ToolReport(0.5, "{}")).ok());
  Connect(grpc::SslCredentials(
      {.pem_root_certs = options.tls.certificate, .pem_private_key = "", .pem_cert_chain = ""}));
  const grpc::Status status = Upload(ToolReport(0.5, "{}"));
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_NE(testutil::Fetch(server_->http_port(), "GET", "/healthz").status, 200);
}

TEST_F(CollectorServerTest, NamesTheTlsFileThatIsOfNoUse) {
  CollectorOptions options = Options();
  options.tls = {.certificate = "not PEM", .key = "not PEM", .certificate_path = "/etc/cert.pem"};
  EXPECT_THAT(CollectorServer::Start(options),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("/etc/cert.pem")));
}

TEST_F(CollectorServerTest, ServesOverTlsFromFilesAndReadsThemAgain) {
  CollectorOptions options = Options();
  const absl::StatusOr<TlsIdentity> identity =
      ReadTlsIdentity("upload/testing/localhost.crt", "upload/testing/localhost.key");
  ASSERT_THAT(identity, IsOk());
  options.tls = *identity;
  Start(options);
  Connect(grpc::SslCredentials(
      {.pem_root_certs = identity->certificate, .pem_private_key = "", .pem_cert_chain = ""}));
  const grpc::Status status = Upload(ToolReport(0.5, "{}"));
  EXPECT_TRUE(status.ok()) << status.error_message();
  EXPECT_THAT(upload_internal::ProbeGrpc(absl::StrCat("127.0.0.1:", server_->grpc_port()),
                                         /*tls=*/true, absl::Seconds(10)),
              IsOk());
  EXPECT_THAT(server_->ReloadTls(), IsOk());
  EXPECT_TRUE(Upload(ToolReport(0.25, "{}")).ok());
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

}  // namespace
}  // namespace telemetry
