#include "upload/collector/collector_service.h"

#include <grpcpp/grpcpp.h>

#include <cstddef>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "upload/grpc_protocol.h"
#include "upload/upload.grpc.pb.h"

namespace telemetry {
namespace {

// The bytes stay as they are.
absl::StatusOr<v1::Report> ParseRequest(grpc::ByteBuffer bytes, size_t max_bytes) {
  if (bytes.Length() > max_bytes) {
    return absl::InvalidArgumentError(absl::StrCat("a report is at most ", max_bytes, " bytes"));
  }
  v1::UploadReportRequest request;
  if (!grpc::SerializationTraits<v1::UploadReportRequest>::Deserialize(&bytes, &request).ok()) {
    return absl::InvalidArgumentError("the request is not an UploadReportRequest");
  }
  return std::move(*request.mutable_report());
}

grpc::ByteBuffer ToBytes(const v1::UploadReportResponse& response) {
  grpc::ByteBuffer bytes;
  bool own_buffer;
  (void)grpc::SerializationTraits<v1::UploadReportResponse>::Serialize(response, &bytes,
                                                                       &own_buffer);
  return bytes;
}

grpc::Status ToGrpc(const absl::Status& status) {
  // absl::Status uses gRPC's codes.
  return {static_cast<grpc::StatusCode>(status.raw_code()),
          std::string(status.message().data(), status.message().size())};
}

// Parses reports itself. gRPC would keep each parsed report until its commit has called back, and
// could not reject one that is too large before parsing it.
class CollectorService final
    : public v1::Collector::WithRawCallbackMethod_UploadReport<
          v1::Collector::WithCallbackMethod_GetUploadConfig<v1::Collector::Service>> {
 public:
  CollectorService(const upload_internal::ConfigInForce* config,
                   upload_internal::ReportIntake* intake, size_t max_report_bytes)
      : config_(config), intake_(intake), max_report_bytes_(max_report_bytes) {}

  grpc::ServerUnaryReactor* GetUploadConfig(grpc::CallbackServerContext* context,
                                            const v1::GetUploadConfigRequest* /*request*/,
                                            v1::GetUploadConfigResponse* response) override {
    const upload_internal::ConfigInForce::Approved approved = config_->Get();
    response->set_version(approved->version());
    *response->mutable_config() = approved->config();
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

  grpc::ServerUnaryReactor* UploadReport(grpc::CallbackServerContext* context,
                                         const grpc::ByteBuffer* request,
                                         grpc::ByteBuffer* response) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    // gRPC keeps context and response alive until the reactor is finished.
    intake_->Take(
        [this, request] { return ParseRequest(*request, max_report_bytes_); },
        [context, reactor, response](const absl::StatusOr<v1::UploadReportResponse>& taken) {
          if (!taken.ok()) return Fail(*context, *reactor, taken.status());
          *response = ToBytes(*taken);
          reactor->Finish(grpc::Status::OK);
        });
    return reactor;
  }

 private:
  static void Fail(grpc::CallbackServerContext& context, grpc::ServerUnaryReactor& reactor,
                   const absl::Status& status) {
    if (absl::IsResourceExhausted(status) || absl::IsUnavailable(status)) {
      context.AddTrailingMetadata(
          kRetryPushbackMetadata,
          absl::StrCat(absl::ToInt64Milliseconds(upload_internal::kRetryLaterHint)));
    } else {
      context.AddTrailingMetadata(kRefusalMetadata, "final");
    }
    reactor.Finish(ToGrpc(status));
  }

  const upload_internal::ConfigInForce* const config_;
  upload_internal::ReportIntake* const intake_;
  const size_t max_report_bytes_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeCollectorService(const upload_internal::ConfigInForce* config,
                                                    upload_internal::ReportIntake* intake,
                                                    size_t max_report_bytes) {
  return std::make_unique<CollectorService>(config, intake, max_report_bytes);
}

}  // namespace telemetry
