#include "tests/util/report_flood.h"

#include <utility>

namespace telemetry {
namespace {

// Never the same twice, and in no particular order, like random Xs.
double NthX(uint64_t n) {
  const uint64_t mixed = (n * 0x9e3779b97f4a7c15u) >> 11;
  return (mixed + 0.5) * 0x1p-53;
}

}  // namespace

struct ReportFlood::Call {
  v1::UploadReportRequest request;
  v1::UploadReportResponse response;
  // gRPC requires a new context for each call.
  std::unique_ptr<grpc::ClientContext> context;
};

ReportFlood::ReportFlood(const std::string& address, v1::Report report)
    : report_(std::move(report)),
      stub_(v1::Collector::NewStub(
          grpc::CreateChannel(address, grpc::InsecureChannelCredentials()))) {}

ReportFlood::~ReportFlood() = default;

void ReportFlood::Send(int64_t count, Answered answered) {
  made_ += count;
  left_ = count;
  answered_ = std::move(answered);
  absl::BlockingCounter running(kInFlight);
  running_ = &running;
  for (int i = 0; i < kInFlight; ++i) {
    auto call = std::make_unique<Call>();
    *call->request.mutable_report() = report_;
    SendNext(std::move(call));
  }
  running.Wait();
}

void ReportFlood::SendNext(std::unique_ptr<Call> owned) {
  const int64_t left = left_.fetch_sub(1);
  if (left <= 0) {
    running_->DecrementCount();
    return;
  }
  Call* const call = owned.release();
  call->request.mutable_report()->set_x(NthX(made_ - left + 1));
  call->context = std::make_unique<grpc::ClientContext>();
  stub_->async()->UploadReport(call->context.get(), &call->request, &call->response,
                               [this, call](const grpc::Status& status) {
                                 answered_(call->request.report().x(), status);
                                 SendNext(std::unique_ptr<Call>(call));
                               });
}

}  // namespace telemetry
