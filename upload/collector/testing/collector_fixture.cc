#include "upload/collector/testing/collector_fixture.h"

#include <grpcpp/generic/generic_stub.h>

#include <future>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "report/testing/report_fixture.h"
#include "storage/report_store/report_reader.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "tests/util/status_matchers.h"
#include "upload/data_dir/collector_data_dir.h"
#include "upload/testing/http_connection.h"

namespace telemetry::testutil {

CollectorOptions CollectorFixture::Options() const {
  return {.grpc_address = "127.0.0.1:0",
          .http_address = "localhost:0",
          .data_dir = data_dir_,
          .config = SmallApproved().config(),
          .clock = [] { return absl::FromCivil(kWeek + 1, absl::UTCTimeZone()); }};
}

void CollectorFixture::Start(CollectorOptions options) {
  absl::StatusOr<std::unique_ptr<CollectorServer>> server =
      CollectorServer::Start(std::move(options));
  ASSERT_THAT(server, IsOk());
  server_ = *std::move(server);
  Connect(grpc::InsecureChannelCredentials());
}

void CollectorFixture::Connect(const std::shared_ptr<grpc::ChannelCredentials>& credentials) {
  channel_ = grpc::CreateChannel(absl::StrCat("localhost:", server_->grpc_port()), credentials);
  stub_ = v1::Collector::NewStub(channel_);
}

grpc::Status CollectorFixture::Upload(const v1::Report& report,
                                      v1::UploadReportResponse* response) {
  grpc::ClientContext context;
  v1::UploadReportRequest request;
  *request.mutable_report() = report;
  v1::UploadReportResponse ignored;
  return stub_->UploadReport(&context, request, response == nullptr ? &ignored : response);
}

grpc::Status CollectorFixture::Call(const std::string& method, const std::string& bytes,
                                    grpc::ClientContext& context, grpc::ByteBuffer& response) {
  grpc::GenericStub stub(channel_);
  const grpc::Slice slice(bytes);
  const grpc::ByteBuffer request(&slice, 1);
  std::promise<grpc::Status> done;
  stub.UnaryCall(&context, method, grpc::StubOptions(), &request, &response,
                 [&](grpc::Status status) { done.set_value(std::move(status)); });
  return done.get_future().get();
}

std::string CollectorFixture::CallByName(const std::string& method) {
  grpc::ClientContext context;
  grpc::ByteBuffer response;
  const grpc::Status status = Call(method, "", context, response);
  grpc::Slice bytes;
  if (!status.ok() || !response.DumpToSingleSlice(&bytes).ok()) return status.error_message();
  return std::string(bytes.begin(), bytes.end());
}

std::string CollectorFixture::ConfigVersion() {
  grpc::ClientContext context;
  v1::GetUploadConfigResponse response;
  EXPECT_TRUE(stub_->GetUploadConfig(&context, {}, &response).ok());
  return response.version();
}

std::string CollectorFixture::Fetch(const std::string& path) {
  return testutil::Fetch(server_->http_port(), "GET", path).body;
}

int64_t CollectorFixture::StoredReports() {
  return (*SqliteStore(ReportStorePath(data_dir_)).OpenReader())->Count(kWeek).value();
}

}  // namespace telemetry::testutil
