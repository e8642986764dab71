#include "upload/collector/connections/self_probe.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/security/tls_certificate_verifier.h>
#include <grpcpp/security/tls_credentials_options.h>

#include <future>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"

namespace telemetry::upload_internal {
namespace {

// HealthCheckResponse{status: SERVING}
constexpr absl::string_view kServing = "\x08\x01";

class AnyCertificate final : public grpc::experimental::ExternalCertificateVerifier {
 public:
  bool Verify(grpc::experimental::TlsCustomVerificationCheckRequest* /*request*/,
              std::function<void(grpc::Status)> /*callback*/, grpc::Status* status) override {
    *status = grpc::Status::OK;
    return true;  // it is verified already
  }
  void Cancel(grpc::experimental::TlsCustomVerificationCheckRequest* /*request*/) override {}
};

std::shared_ptr<grpc::ChannelCredentials> Credentials(bool tls) {
  if (!tls) return grpc::InsecureChannelCredentials();
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_verify_server_certs(false);
  options.set_check_call_host(false);
  options.set_certificate_verifier(
      grpc::experimental::ExternalCertificateVerifier::Create<AnyCertificate>());
  return grpc::experimental::TlsCredentials(options);
}

}  // namespace

absl::Status ProbeGrpc(const std::string& address, bool tls, absl::Duration timeout) {
  grpc::ChannelArguments arguments;
  // A connection of its own, made now and without a proxy.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  grpc::GenericStub stub(grpc::CreateCustomChannel(address, Credentials(tls), arguments));
  grpc::ClientContext context;
  context.set_deadline(absl::ToChronoTime(absl::Now() + timeout));
  const grpc::Slice nothing("", 0);
  const grpc::ByteBuffer empty(&nothing, 1);
  grpc::ByteBuffer response;
  std::promise<grpc::Status> done;
  stub.UnaryCall(&context, "/grpc.health.v1.Health/Check", grpc::StubOptions(), &empty, &response,
                 [&](grpc::Status status) { done.set_value(std::move(status)); });
  const grpc::Status status = done.get_future().get();
  if (!status.ok())
    return absl::UnavailableError(absl::StrCat(address, ": ", status.error_message()));
  grpc::Slice bytes;
  if (!response.DumpToSingleSlice(&bytes).ok() ||
      absl::string_view(reinterpret_cast<const char*>(bytes.begin()), bytes.size()) != kServing) {
    return absl::UnavailableError(absl::StrCat(address, ": it says that it does not serve"));
  }
  return absl::OkStatus();
}

SelfProbe::SelfProbe(std::function<absl::Status()> probe, const Options& options, Events events)
    : probe_(std::move(probe)),
      options_(options),
      events_(std::move(events)),
      thread_([this] { Run(); }) {}

SelfProbe::~SelfProbe() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  stop_.Signal();
  thread_.join();
}

void SelfProbe::Run() {
  int failures = 0;
  bool was_healthy = true;
  while (Wait()) {
    const absl::Status status = probe_();
    failures = status.ok() ? 0 : failures + 1;
    const bool is_healthy = failures < options_.failures_until_unhealthy;
    if (std::exchange(was_healthy, is_healthy) != is_healthy) {
      events_.log(is_healthy ? std::string("gRPC answers again on its own port")
                             : absl::StrCat("gRPC does not answer on its own port: ",
                                            std::string(status.message())));
      events_.health(is_healthy);
    }
    if (failures >= options_.failures_until_dead) {
      events_.log("gRPC has not answered for too long");
      return events_.dead();
    }
  }
}

bool SelfProbe::Wait() {
  const MutexLock lock(mutex_);
  const absl::Time end = absl::Now() + options_.period;
  while (!stopping_ && absl::Now() < end) {
    stop_.WaitFor(mutex_, absl::ToChronoNanoseconds(end - absl::Now()));
  }
  return !stopping_;
}

}  // namespace telemetry::upload_internal
