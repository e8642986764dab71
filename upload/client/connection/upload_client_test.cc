#include "upload/client/connection/upload_client.h"

#include <fstream>
#include <memory>
#include <optional>
#include <sstream>
#include <stop_token>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/report.pb.h"
#include "storage/host_port.h"
#include "tests/util/status_matchers.h"
#include "upload/testing/scripted_collector.h"
#include "upload/upload.pb.h"

namespace telemetry {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

v1::Report SmallReport() {
  v1::Report report;
  report.set_week("2026-11-18");
  report.set_x(0.25);
  v1::ProgramReport& program = *report.add_programs();
  program.set_program("example.com/mytool");
  (*program.mutable_counters())["mytool/errors"] = 3;
  return report;
}

std::string ReadTestFile(const std::string& name) {
  std::ifstream file("upload/testing/" + name);
  std::stringstream contents;
  contents << file.rdbuf();
  return contents.str();
}

class UploadClientTest : public ::testing::Test {
 protected:
  std::unique_ptr<UploadClient> Connect(absl::Duration timeout = absl::Seconds(10)) {
    return *UploadClient::Create({.collector = collector_.host_port(), .call_timeout = timeout});
  }

  CallResult<v1::UploadReportResponse> Upload(absl::Duration timeout = absl::Seconds(10)) {
    return Connect(timeout)->UploadReport(SmallReport(), {});
  }

  ScriptedCollector collector_;
};

TEST_F(UploadClientTest, SendsAReport) {
  EXPECT_THAT(Upload().result, IsOk());
  ASSERT_THAT(collector_.accepted(), SizeIs(1));
  EXPECT_EQ(collector_.accepted()[0].DebugString(), SmallReport().DebugString());
}

TEST_F(UploadClientTest, ReturnsWhatTheCollectorDropped) {
  v1::DroppedItem item;
  item.set_name("mytool/errors");
  collector_.Then({.dropped = {item}});
  const CallResult<v1::UploadReportResponse> answer = Upload();
  ASSERT_THAT(answer.result, IsOk());
  ASSERT_EQ(answer.result->dropped_size(), 1);
  EXPECT_EQ(answer.result->dropped(0).name(), "mytool/errors");
}

TEST_F(UploadClientTest, FetchesTheConfig) {
  v1::UploadConfig config;
  config.add_goos("linux");
  collector_.Publish(config);
  const auto answer = Connect()->GetUploadConfig({});
  ASSERT_THAT(answer.result, IsOk());
  EXPECT_EQ(answer.result->version(), UploadConfigVersion(config));
  EXPECT_EQ(answer.result->config().goos(0), "linux");
}

TEST_F(UploadClientTest, NamesTheCollectorInErrors) {
  collector_.Then({.status = absl::PermissionDeniedError("not you")});
  const CallResult<v1::UploadReportResponse> answer = Upload();
  EXPECT_THAT(answer.result,
              StatusIs(absl::StatusCode::kPermissionDenied,
                       AllOf(HasSubstr(collector_.address()), HasSubstr("not you"))));
  EXPECT_EQ(answer.retry_hint, std::nullopt);
}

TEST_F(UploadClientTest, LetsNoControlCharactersThrough) {
  collector_.Then({.status = absl::InternalError("a\nb\x1b[31m")});
  EXPECT_THAT(Upload().result,
              StatusIs(absl::StatusCode::kInternal,
                       AllOf(Not(HasSubstr("\n")), Not(HasSubstr("\x1b")), HasSubstr("a\\nb"))));
}

TEST_F(UploadClientTest, PassesOnTheCollectorsRetryHint) {
  collector_.Then(
      {.status = absl::ResourceExhaustedError("busy"), .retry_hint = absl::Milliseconds(1500)});
  const CallResult<v1::UploadReportResponse> answer = Upload();
  EXPECT_THAT(answer.result, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_EQ(answer.retry_hint, absl::Milliseconds(1500));
}

TEST_F(UploadClientTest, SendsNothingBeyondTheSizeLimit) {
  v1::Report report = SmallReport();
  report.mutable_programs(0)->set_version(std::string(1 << 20, 'v'));
  EXPECT_THAT(Connect()->UploadReport(report, {}).result,
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr("larger than")));
  EXPECT_EQ(collector_.upload_calls(), 0);
}

TEST_F(UploadClientTest, GivesUpAtTheDeadline) {
  collector_.Then({.hang = true});
  EXPECT_THAT(Upload(absl::Milliseconds(100)).result,
              StatusIs(absl::StatusCode::kDeadlineExceeded));
}

TEST_F(UploadClientTest, IsCancelledDuringACall) {
  std::stop_source stop;
  collector_.Then({.hang = true, .meanwhile = [&stop] { stop.request_stop(); }});
  EXPECT_THAT(Connect()->UploadReport(SmallReport(), stop.get_token()).result,
              StatusIs(absl::StatusCode::kCancelled));
}

TEST_F(UploadClientTest, IsCancelledBeforeACall) {
  std::stop_source stop;
  stop.request_stop();
  EXPECT_THAT(Connect()->UploadReport(SmallReport(), stop.get_token()).result,
              StatusIs(absl::StatusCode::kCancelled));
}

TEST_F(UploadClientTest, IsUnavailableWhenNobodyListens) {
  collector_.Stop();
  EXPECT_THAT(Upload().result,
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr(collector_.address())));
}

TEST_F(UploadClientTest, ReachesACollectorThatHasRestarted) {
  const std::unique_ptr<UploadClient> client = Connect();
  ASSERT_THAT(client->UploadReport(SmallReport(), {}).result, IsOk());
  collector_.Stop();
  ASSERT_THAT(Upload().result, StatusIs(absl::StatusCode::kUnavailable));
  collector_.Restart();
  EXPECT_THAT(Upload().result, IsOk());
  EXPECT_THAT(collector_.accepted(), SizeIs(1));
}

class UploadClientTlsTest : public ::testing::Test {
 protected:
  CallResult<v1::UploadReportResponse> Upload(const TransportOptions& transport_options) {
    return (*UploadClient::Create(
                {.collector = collector_.host_port(), .transport = transport_options}))
        ->UploadReport(SmallReport(), {});
  }

  ScriptedCollector collector_{
      {.tls_certificate = ReadTestFile("localhost.crt"), .tls_key = ReadTestFile("localhost.key")}};
};

TEST_F(UploadClientTlsTest, SendsToACollectorWhoseCertificateItTrusts) {
  EXPECT_THAT(Upload({.tls_root_certificates = ReadTestFile("localhost.crt")}).result, IsOk());
}

TEST_F(UploadClientTlsTest, SendsNothingInPlainText) {
  EXPECT_THAT(Upload({}).result, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(collector_.accepted(), SizeIs(0));
}

TEST_F(UploadClientTest, SendsNothingToACollectorWithoutTlsWhenTlsIsAskedFor) {
  const auto client = *UploadClient::Create(
      {.collector = collector_.host_port(),
       .transport = {.tls_root_certificates = ReadTestFile("localhost.crt")}});
  EXPECT_THAT(client->UploadReport(SmallReport(), {}).result,
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("speaks no TLS")));
  EXPECT_EQ(collector_.upload_calls(), 0);
}

TEST(UploadClientCreateTest, RefusesContradictoryTransportWishes) {
  EXPECT_THAT(UploadClient::Create(
                  {.collector = *ParseHostPort("a.example:443"),
                   .transport = {.allow_plain_text = true, .tls_root_certificates = "PEM"}}),
              StatusIs(absl::StatusCode::kInvalidArgument));
}

}  // namespace
}  // namespace telemetry
