#include "upload/collector/collector_grpc.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/server_builder_option.h>
#include <grpcpp/impl/server_builder_plugin.h>
#include <grpcpp/impl/service_type.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/base/call_once.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "storage/host_port.h"
#include "upload/collector/collector_service.h"
#include "upload/grpc_protocol.h"
#include "upload/http/file_descriptors.h"
#include "upload/http/listening_socket.h"

namespace telemetry {
namespace {

// gRPC itself ends a call whose message is larger, with a status that means "try later". Up to this
// size the service can refuse it for good: whatever a client sends, and some more.
int MaxReceivedBytes(size_t max_report_bytes) {
  return static_cast<int>(std::max(kMaxRequestBytes, max_report_bytes) + (256 << 10));
}

// Concurrent calls per connection. Uploaders send one at a time.
constexpr int kMaxStreamsOfAConnection = 128;
// Memory of all connections together. Above it, gRPC refuses new calls and closes connections.
constexpr size_t kMaxGrpcMemoryBytes = 256 << 20;

// An uploader needs seconds. A call that never ends is cut off with its connection.
constexpr absl::Duration kHandshakeTimeout = absl::Seconds(20);
constexpr absl::Duration kConnectionIdleTimeout = absl::Minutes(1);
constexpr absl::Duration kConnectionAge = absl::Minutes(5);
constexpr absl::Duration kConnectionAgeGrace = absl::Seconds(30);
// A peer that does not answer a ping is gone.
constexpr absl::Duration kPingPeriod = absl::Minutes(1);
constexpr absl::Duration kPingTimeout = absl::Seconds(20);

// How often gRPC looks for a renewed certificate.
constexpr unsigned kCertificateCheckSeconds = 1;

// `tls` is null for plain text.
std::shared_ptr<grpc::ServerCredentials> Credentials(const upload_internal::TlsMemoryFiles* tls) {
  if (tls == nullptr) return grpc::InsecureServerCredentials();
  const auto files = std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(
      tls->key_path(), tls->certificate_path(), kCertificateCheckSeconds);
  grpc::experimental::TlsServerCredentialsOptions options(files);
  options.watch_identity_key_cert_pairs();
  options.set_cert_request_type(GRPC_SSL_DONT_REQUEST_CLIENT_CERTIFICATE);
  return grpc::experimental::TlsServerCredentials(options);
}

// An uploader sends some reports and is done.
constexpr uint64_t kReportsOfAConnection = 4;
constexpr uint64_t kOtherBytesOfAConnection = 256 << 10;
// Of the connections, what one network may have.
constexpr size_t kSourcesAtLeast = 8;

upload_internal::GrpcListener::Limits GrpcLimits(const CollectorOptions& options,
                                                 size_t max_connections) {
  upload_internal::GrpcListener::Limits limits{
      .max_connections = max_connections,
      .max_memory_bytes = options.max_memory_bytes,
      .max_age = kConnectionAge + kConnectionAgeGrace + absl::Minutes(1)};
  // A proxy has few connections, for all of its clients.
  if (options.grpc_access != GrpcAccess::kExposed) return limits;
  limits.max_of_source = std::max<size_t>(max_connections / kSourcesAtLeast, 1);
  limits.max_received_bytes =
      kReportsOfAConnection * options.max_report_bytes + kOtherBytesOfAConnection;
  return limits;
}

// Where this machine reaches what listens on `address`.
std::string OwnAddress(absl::string_view address, int port) {
  const std::optional<HostPort> parsed = ParseListenAddress(address);
  std::string host = parsed.has_value() ? parsed->host() : "";
  if (host.empty() || host == "0.0.0.0") host = "127.0.0.1";
  if (host == "::") host = "::1";
  return absl::StrCat(absl::StrContains(host, ':') ? absl::StrCat("[", host, "]") : host, ":",
                      port);
}

void SetLimits(const CollectorOptions& options, grpc::ServerBuilder& builder) {
  // gRPC limits the size of a message as sent: a compressed one could inflate without bound.
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_DEFLATE, false);
  builder.SetCompressionAlgorithmSupportStatus(GRPC_COMPRESS_GZIP, false);
  builder.SetMaxReceiveMessageSize(MaxReceivedBytes(options.max_report_bytes));
  builder.SetResourceQuota(grpc::ResourceQuota("collector").Resize(kMaxGrpcMemoryBytes));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, kMaxStreamsOfAConnection);
  const std::pair<const char*, absl::Duration> kTimes[] = {
      {GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, kHandshakeTimeout},
      {GRPC_ARG_MAX_CONNECTION_IDLE_MS, kConnectionIdleTimeout},
      {GRPC_ARG_MAX_CONNECTION_AGE_MS, kConnectionAge},
      {GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS, kConnectionAgeGrace},
      {GRPC_ARG_KEEPALIVE_TIME_MS, kPingPeriod},
      {GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kPingTimeout},
  };
  for (const auto& [argument, time] : kTimes) {
    builder.AddChannelArgument(argument, static_cast<int>(absl::ToInt64Milliseconds(time)));
  }
}

// For all servers that this process starts from now on.
void EnableGrpcPlugins() {
  static absl::once_flag once;
  absl::call_once(once, [] {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  });
}

// Reflection is for trying things out. A program that links it has it in every server, unless it is
// taken out of what builds one.
class WithoutReflection : public grpc::ServerBuilderOption {
 public:
  void UpdateArguments(grpc::ChannelArguments* /*arguments*/) override {}
  void UpdatePlugins(std::vector<std::unique_ptr<grpc::ServerBuilderPlugin>>* plugins) override {
    std::erase_if(*plugins, [](const std::unique_ptr<grpc::ServerBuilderPlugin>& plugin) {
      using Reflection = grpc::reflection::ProtoServerReflectionPlugin;
      return dynamic_cast<const Reflection*>(plugin.get()) != nullptr;
    });
  }
};

}  // namespace

absl::StatusOr<std::unique_ptr<CollectorGrpc>> CollectorGrpc::Start(const CollectorOptions& options,
                                                                    const Resources& resources) {
  auto grpc = std::unique_ptr<CollectorGrpc>(new CollectorGrpc());
  const absl::Status status = grpc->StartServer(options, resources);
  if (!status.ok()) return status;
  grpc->StartProbe(options);
  return grpc;
}

absl::Status CollectorGrpc::StartServer(const CollectorOptions& options,
                                        const Resources& resources) {
  // For gRPC, "every address" includes those of IPv4 and IPv6.
  const bool any_host = absl::StartsWith(options.grpc_address, ":");
  absl::StatusOr<ListeningSocket> socket =
      ListeningSocket::Listen(any_host ? "[::]" + options.grpc_address : options.grpc_address);
  if (!socket.ok()) return socket.status();
  EnableGrpcPlugins();
  service_ = MakeCollectorService(resources.config, resources.intake, options.max_report_bytes);
  if (!options.tls.certificate.empty()) {
    absl::StatusOr<upload_internal::TlsMemoryFiles> files =
        upload_internal::TlsMemoryFiles::Create(options.tls);
    if (!files.ok()) return files.status();
    tls_files_ = std::make_unique<upload_internal::TlsMemoryFiles>(*std::move(files));
  }
  grpc::ServerBuilder builder;
  using Connections = grpc::ServerBuilder::experimental_type::ExternalConnectionType;
  auto acceptor = builder.experimental().AddExternalConnectionAcceptor(
      Connections::FROM_FD, Credentials(tls_files_.get()));
  builder.RegisterService(service_.get());
  SetLimits(options, builder);
  if (options.grpc_access != GrpcAccess::kThisMachine) {
    builder.SetOption(std::make_unique<WithoutReflection>());
  }
  server_ = builder.BuildAndStart();
  if (server_ == nullptr) {
    return absl::UnavailableError(absl::StrCat(options.grpc_address, ": gRPC cannot serve there"));
  }
  const size_t connections = ConnectionsFor(FileDescriptorLimit()).grpc;
  listener_ = std::make_unique<upload_internal::GrpcListener>(
      *std::move(socket), std::move(acceptor), GrpcLimits(options, connections), options.log);
  return absl::OkStatus();
}

void CollectorGrpc::StartProbe(const CollectorOptions& options) {
  probe_ = std::make_unique<upload_internal::SelfProbe>(
      [address = OwnAddress(options.grpc_address, listener_->port()),
       tls = !options.tls.certificate.empty(), timeout = options.probe_period / 2] {
        return upload_internal::ProbeGrpc(address, tls, timeout);
      },
      upload_internal::SelfProbe::Options{.period = options.probe_period},
      upload_internal::SelfProbe::Events{
          .log = options.log,
          .health = [this](bool is_healthy) { fails_ = !is_healthy; },
          .dead = options.failed});
}

CollectorGrpc::CollectorGrpc() = default;

CollectorGrpc::~CollectorGrpc() = default;

absl::Status CollectorGrpc::SetTlsIdentity(const TlsIdentity& identity) {
  return tls_files_ == nullptr ? absl::OkStatus() : tls_files_->Replace(identity);
}

void CollectorGrpc::Shutdown(absl::Time deadline) {
  probe_.reset();
  listener_->StopAccepting();
  server_->GetHealthCheckService()->SetServingStatus(false);
  server_->Shutdown(absl::ToChronoTime(deadline));
}

}  // namespace telemetry
