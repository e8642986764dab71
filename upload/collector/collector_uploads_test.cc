// What a collector takes over gRPC, and what not.

#include <grpcpp/grpcpp.h>

#include <string>

#include "gtest/gtest.h"
#include "report/report.pb.h"
#include "report/report_json.h"
#include "report/report_limits.h"
#include "report/testing/report_fixture.h"
#include "upload/collector/collector_options.h"
#include "upload/collector/testing/collector_fixture.h"
#include "upload/grpc_protocol.h"
#include "upload/testing/http_connection.h"
#include "upload/upload.pb.h"

namespace telemetry {
namespace {

using testutil::ToolReport;

using CollectorUploadsTest = testutil::CollectorFixture;

TEST_F(CollectorUploadsTest, RefusesForGoodWhatCanNeverPass) {
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

TEST_F(CollectorUploadsTest, TakesReportsAsLargeAsItsOperatorSays) {
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

TEST_F(CollectorUploadsTest, MarksARefusalAsItsOwn) {
  Start(Options());
  grpc::ClientContext context;
  v1::UploadReportRequest request;
  *request.mutable_report() = ToolReport(0, "{}");
  v1::UploadReportResponse response;
  EXPECT_FALSE(stub_->UploadReport(&context, request, &response).ok());
  EXPECT_EQ(context.GetServerTrailingMetadata().count(kRefusalMetadata), 1u);
}

TEST_F(CollectorUploadsTest, LeavesMuchLargerRequestsToGrpc) {
  Start(Options());
  v1::Report large = ToolReport(0.25, "{}");
  large.mutable_programs(0)->set_version(std::string(2 * kMaxRequestBytes, 'x'));
  EXPECT_EQ(Upload(large).error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
}

TEST_F(CollectorUploadsTest, TakesNothingCompressed) {
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

TEST_F(CollectorUploadsTest, SaysWhenToComeBackIfTooMuchIsWaiting) {
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

}  // namespace
}  // namespace telemetry
