#include "upload/collector_service.h"

#include <grpcpp/grpcpp.h>

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "upload/grpc_protocol.h"
#include "upload/upload.grpc.pb.h"

namespace telemetry {
namespace {

class CollectorService final : public v1::Collector::CallbackService {
 public:
  CollectorService(const ApprovedCounters* approved, internal::ReportIntake* intake)
      : approved_(approved), intake_(intake) {}

  grpc::ServerUnaryReactor* GetUploadConfig(grpc::CallbackServerContext* context,
                                            const v1::GetUploadConfigRequest* request,
                                            v1::GetUploadConfigResponse* response) override {
    response->set_version(approved_->version());
    if (request->known_version() != approved_->version()) {
      *response->mutable_config() = approved_->config();
    }
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    reactor->Finish(grpc::Status::OK);
    return reactor;
  }

  grpc::ServerUnaryReactor* UploadReport(grpc::CallbackServerContext* context,
                                         const v1::UploadReportRequest* request,
                                         v1::UploadReportResponse* response) override {
    grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
    if (request->ByteSizeLong() > kMaxRequestBytes) {
      reactor->Finish({grpc::StatusCode::INVALID_ARGUMENT,
                       absl::StrCat("a request is at most ", kMaxRequestBytes, " bytes")});
      return reactor;
    }
    // gRPC keeps context, request and response until the reactor is finished.
    intake_->Take(request->report(), [context, reactor, response](
                                         absl::StatusOr<std::vector<v1::DroppedItem>> dropped) {
      if (!dropped.ok()) return Fail(*context, *reactor, dropped.status());
      for (v1::DroppedItem& item : *dropped) *response->add_dropped() = std::move(item);
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
          absl::StrCat(absl::ToInt64Milliseconds(internal::kRetryLaterHint)));
    }
    // The codes of absl::Status are gRPC's.
    reactor.Finish({static_cast<grpc::StatusCode>(status.raw_code()),
                    std::string(status.message().data(), status.message().size())});
  }

  const ApprovedCounters* const approved_;
  internal::ReportIntake* const intake_;
};

}  // namespace

std::unique_ptr<grpc::Service> MakeCollectorService(const ApprovedCounters* approved,
                                                    internal::ReportIntake* intake) {
  return std::make_unique<CollectorService>(approved, intake);
}

}  // namespace telemetry
