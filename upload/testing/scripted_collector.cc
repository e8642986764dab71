#include "upload/testing/scripted_collector.h"

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <cstdlib>
#include <deque>
#include <iostream>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "google/protobuf/util/message_differencer.h"
#include "report/report.pb.h"
#include "storage/host_port.h"
#include "upload/grpc_protocol.h"
#include "upload/upload.grpc.pb.h"
#include "upload/upload.pb.h"

namespace telemetry {
namespace {

grpc::Status ToGrpc(const absl::Status& status) {
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), std::string(status.message()));
}

bool IsRefusal(const absl::Status& status) {
  return absl::IsInvalidArgument(status) || absl::IsAlreadyExists(status) ||
         absl::IsPermissionDenied(status);
}

}  // namespace

class ScriptedCollector::Impl : public v1::Collector::Service {
 public:
  explicit Impl(Options options) : options_(std::move(options)) { Listen(0); }
  ~Impl() override { Stop(); }

  grpc::Status GetUploadConfig(grpc::ServerContext*, const v1::GetUploadConfigRequest*,
                               v1::GetUploadConfigResponse* response) override {
    absl::MutexLock lock(&mutex_);
    ++config_calls_;
    if (version_.empty()) return ToGrpc(absl::UnavailableError("no config"));
    response->set_version(version_);
    *response->mutable_config() = config_;
    return grpc::Status::OK;
  }

  grpc::Status UploadReport(grpc::ServerContext* context, const v1::UploadReportRequest* request,
                            v1::UploadReportResponse* response) override {
    const ScriptedAnswer answer = NextAnswer();
    if (answer.meanwhile) answer.meanwhile();
    if (answer.hang) WaitForClientToGiveUp(*context);
    if ((answer.status.ok() && !answer.hang) || answer.keep_anyway) {
      const absl::Status kept = Keep(request->report());
      if (!kept.ok()) return ToGrpc(kept);
    }
    response->mutable_dropped()->Assign(answer.dropped.begin(), answer.dropped.end());
    response->set_num_unlisted(answer.num_unlisted);
    if (answer.retry_hint.has_value()) {
      context->AddTrailingMetadata(kRetryPushbackMetadata,
                                   absl::StrCat(absl::ToInt64Milliseconds(*answer.retry_hint)));
    }
    if (IsRefusal(answer.status) && !answer.unmarked) {
      context->AddTrailingMetadata(kRefusalMetadata, "final");
    }
    return answer.hang ? grpc::Status::CANCELLED : ToGrpc(answer.status);
  }

  int port() const { return port_; }

  void Publish(const v1::UploadConfig& config, absl::string_view version) {
    absl::MutexLock lock(&mutex_);
    config_ = config;
    version_ = std::string(version);
  }

  void Then(ScriptedAnswer answer) {
    absl::MutexLock lock(&mutex_);
    script_.push_back(std::move(answer));
  }

  void Stop() {
    if (server_ == nullptr) return;
    // A deadline in the past cancels hanging calls.
    server_->Shutdown(std::chrono::system_clock::now());
    server_ = nullptr;
  }

  void Restart() { Listen(port_); }

  std::vector<v1::Report> accepted() const {
    absl::MutexLock lock(&mutex_);
    return accepted_;
  }

  int upload_calls() const {
    absl::MutexLock lock(&mutex_);
    return upload_calls_;
  }

  int config_calls() const {
    absl::MutexLock lock(&mutex_);
    return config_calls_;
  }

 private:
  void Listen(int port) {
    grpc::ServerBuilder builder;
    builder.AddListeningPort(absl::StrCat("127.0.0.1:", port), Credentials(), &port_);
    builder.RegisterService(this);
    server_ = builder.BuildAndStart();
    if (server_ == nullptr) {
      std::cerr << "no collector on 127.0.0.1:" << port << "\n";
      std::abort();
    }
  }

  std::shared_ptr<grpc::ServerCredentials> Credentials() const {
    if (options_.tls_key.empty()) return grpc::InsecureServerCredentials();
    grpc::SslServerCredentialsOptions tls;
    tls.pem_key_cert_pairs.push_back({options_.tls_key, options_.tls_certificate});
    return grpc::SslServerCredentials(tls);
  }

  ScriptedAnswer NextAnswer() {
    absl::MutexLock lock(&mutex_);
    ++upload_calls_;
    if (script_.empty()) return {};
    ScriptedAnswer answer = std::move(script_.front());
    script_.pop_front();
    return answer;
  }

  // The same report again succeeds; another one with its week and X is refused.
  absl::Status Keep(const v1::Report& report) {
    absl::MutexLock lock(&mutex_);
    for (const v1::Report& earlier : accepted_) {
      if (earlier.week() != report.week() || earlier.x() != report.x()) continue;
      return google::protobuf::util::MessageDifferencer::Equals(earlier, report)
                 ? absl::OkStatus()
                 : absl::AlreadyExistsError("another report of that week has this X");
    }
    accepted_.push_back(report);
    return absl::OkStatus();
  }

  static void WaitForClientToGiveUp(const grpc::ServerContext& context) {
    while (!context.IsCancelled()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }

  const Options options_;
  int port_ = 0;
  std::unique_ptr<grpc::Server> server_;

  mutable absl::Mutex mutex_;
  v1::UploadConfig config_ ABSL_GUARDED_BY(mutex_);
  std::string version_ ABSL_GUARDED_BY(mutex_);
  std::deque<ScriptedAnswer> script_ ABSL_GUARDED_BY(mutex_);
  std::vector<v1::Report> accepted_ ABSL_GUARDED_BY(mutex_);
  int upload_calls_ ABSL_GUARDED_BY(mutex_) = 0;
  int config_calls_ ABSL_GUARDED_BY(mutex_) = 0;
};

ScriptedCollector::ScriptedCollector() : ScriptedCollector(Options{}) {}

ScriptedCollector::ScriptedCollector(Options options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}

ScriptedCollector::~ScriptedCollector() = default;

HostPort ScriptedCollector::host_port() const {
  return *ParseHostPort(absl::StrCat("127.0.0.1:", impl_->port()));
}

void ScriptedCollector::Publish(const v1::UploadConfig& config) {
  Publish(config, UploadConfigVersion(config));
}

void ScriptedCollector::Publish(const v1::UploadConfig& config, absl::string_view version) {
  impl_->Publish(config, version);
}

void ScriptedCollector::Then(ScriptedAnswer answer) { impl_->Then(std::move(answer)); }

void ScriptedCollector::Stop() { impl_->Stop(); }

void ScriptedCollector::Restart() { impl_->Restart(); }

std::vector<v1::Report> ScriptedCollector::accepted() const { return impl_->accepted(); }

int ScriptedCollector::upload_calls() const { return impl_->upload_calls(); }

int ScriptedCollector::config_calls() const { return impl_->config_calls(); }

}  // namespace telemetry
