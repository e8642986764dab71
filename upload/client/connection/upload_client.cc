#include "upload/client/connection/upload_client.h"

#include <grpcpp/grpcpp.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "report/report.pb.h"
#include "upload/client/connection/environment.h"
#include "upload/client/connection/proxy.h"
#include "upload/client/connection/transport.h"
#include "upload/client/connection/trusted_roots.h"
#include "upload/grpc_protocol.h"
#include "upload/upload.grpc.pb.h"
#include "upload/upload.pb.h"

namespace telemetry {
namespace {

// Channel arguments that gRPC's own reading of the environment sets, in all its versions; it has no
// public names for them.
constexpr char kConnectTo[] = "grpc.http_connect_server";
constexpr char kConnectHeaders[] = "grpc.http_connect_headers";

// How to reach a collector.
struct Route {
  HostPort collector;
  Transport transport;
  // PEM; empty for the system's.
  std::string root_certificates;
  std::optional<Proxy> proxy;

  // Where the connection goes.
  const HostPort& first_hop() const { return proxy.has_value() ? proxy->address : collector; }
};

absl::StatusOr<Route> ChooseRoute(const UploadClientOptions& options) {
  const absl::StatusOr<Transport> transport = ChooseTransport(options.collector, options.transport);
  if (!transport.ok()) return transport.status();
  absl::StatusOr<std::string> roots = options.transport.tls_root_certificates;
  if (*transport == Transport::kTls && roots->empty()) roots = RootsOfEnvironment(GetEnvironment);
  if (!roots.ok()) return roots.status();
  absl::StatusOr<std::optional<Proxy>> proxy = ChooseProxy(options.collector, GetEnvironment);
  if (!proxy.ok()) return proxy.status();
  return Route{.collector = options.collector,
               .transport = *transport,
               .root_certificates = *std::move(roots),
               .proxy = *std::move(proxy)};
}

std::shared_ptr<grpc::ChannelCredentials> CredentialsFor(const Route& route) {
  if (route.transport == Transport::kPlainText) return grpc::InsecureChannelCredentials();
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = route.root_certificates;
  return grpc::SslCredentials(options);
}

// Leads through the proxy to the collector, whose name is in its certificate.
void AddProxy(const Route& route, grpc::ChannelArguments& arguments) {
  // What gRPC itself understands of the environment is less, and it passes over what it does not.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  if (!route.proxy.has_value()) return;
  arguments.SetString(kConnectTo, route.collector.ToString());
  arguments.SetString(GRPC_ARG_DEFAULT_AUTHORITY, route.collector.ToString());
  if (route.transport == Transport::kTls) {
    arguments.SetSslTargetNameOverride(route.collector.host());
  }
  if (!route.proxy->credentials.empty()) {
    arguments.SetString(
        kConnectHeaders,
        absl::StrCat("Proxy-Authorization:Basic ", absl::Base64Escape(route.proxy->credentials)));
  }
}

grpc::ChannelArguments ArgumentsFor(const Route& route) {
  grpc::ChannelArguments arguments;
  // Two clients in one process, as in tests, must not share a connection or its backoff.
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  arguments.SetMaxReceiveMessageSize(kMaxAnswerBytes);
  // The caller decides when to retry, so gRPC must not delay reconnecting.
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 100);
  AddProxy(route, arguments);
  return arguments;
}

std::optional<absl::Duration> RetryHint(const grpc::ClientContext& context) {
  const auto& metadata = context.GetServerTrailingMetadata();
  const auto found = metadata.find(kRetryPushbackMetadata);
  if (found == metadata.end()) return std::nullopt;
  const absl::string_view text(found->second.data(), found->second.size());
  int64_t milliseconds;
  // A value that is not a number forbids another try, as it does for gRPC's own retries.
  if (!absl::SimpleAtoi(text, &milliseconds)) return absl::Milliseconds(-1);
  return absl::Milliseconds(milliseconds);
}

}  // namespace

class UploadClient::Impl {
 public:
  Impl(const Route& route, absl::Duration call_timeout)
      : collector_(NameOf(route)),
        call_timeout_(call_timeout),
        stub_(v1::Collector::NewStub(grpc::CreateCustomChannel(
            route.first_hop().ToString(), CredentialsFor(route), ArgumentsFor(route)))) {}

  template <typename Response, typename Request>
  CallResult<Response> Call(grpc::Status (v1::Collector::Stub::*method)(grpc::ClientContext*,
                                                                        const Request&, Response*),
                            const Request& request, std::stop_token stop) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(absl::Now() + call_timeout_));
    const std::stop_callback cancel(std::move(stop), [&context] { context.TryCancel(); });
    Response response;
    const grpc::Status status = (stub_.get()->*method)(&context, request, &response);
    if (status.ok()) return {.result = std::move(response), .retry_hint = std::nullopt};
    return {.result = Describe(status),
            .retry_hint = RetryHint(context),
            .is_marked_refusal = context.GetServerTrailingMetadata().count(kRefusalMetadata) > 0};
  }

 private:
  // In errors. Whose fault it is that a proxy cannot be reached should be plain.
  static std::string NameOf(const Route& route) {
    std::string name = route.collector.ToString();
    if (route.proxy.has_value()) {
      absl::StrAppend(&name, ", through the proxy ", route.proxy->address.ToString(), " of ",
                      route.proxy->variable);
    }
    return name;
  }

  absl::Status Describe(const grpc::Status& status) const {
    // OpenSSL's message for an answer that is not TLS.
    const bool no_tls = absl::StrContains(status.error_message(), "wrong version number");
    // The message comes from the collector, and terminals obey control characters.
    return absl::Status(static_cast<absl::StatusCode>(status.error_code()),
                        absl::StrCat("collector ", collector_,
                                     no_tls ? " speaks no TLS, and plain text to another "
                                              "machine must be allowed explicitly: "
                                            : ": ",
                                     absl::Utf8SafeCHexEscape(status.error_message())));
  }

  const std::string collector_;
  const absl::Duration call_timeout_;
  const std::unique_ptr<v1::Collector::Stub> stub_;
};

absl::StatusOr<std::unique_ptr<UploadClient>> UploadClient::Create(
    const UploadClientOptions& options) {
  const absl::StatusOr<Route> route = ChooseRoute(options);
  if (!route.ok()) return route.status();
  return std::unique_ptr<UploadClient>(
      new UploadClient(std::make_unique<Impl>(*route, options.call_timeout)));
}

UploadClient::UploadClient(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

UploadClient::~UploadClient() = default;

CallResult<v1::GetUploadConfigResponse> UploadClient::GetUploadConfig(std::stop_token stop) {
  return impl_->Call(&v1::Collector::Stub::GetUploadConfig, v1::GetUploadConfigRequest(),
                     std::move(stop));
}

CallResult<v1::UploadReportResponse> UploadClient::UploadReport(const v1::Report& report,
                                                                std::stop_token stop) {
  v1::UploadReportRequest request;
  *request.mutable_report() = report;
  const size_t size_bytes = request.ByteSizeLong();
  if (size_bytes > kMaxRequestBytes) {
    return {.result = absl::InvalidArgumentError(
                absl::StrCat("a report of ", size_bytes, " bytes is larger than the ",
                             kMaxRequestBytes, " that a collector takes")),
            .retry_hint = std::nullopt};
  }
  return impl_->Call(&v1::Collector::Stub::UploadReport, request, std::move(stop));
}

}  // namespace telemetry
