#include "upload/collector/collector_server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/service_type.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/security/tls_certificate_provider.h>
#include <grpcpp/security/tls_credentials_options.h>

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/call_once.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "storage/files/file.h"
#include "storage/host_port.h"
#include "upload/collector/collector_http.h"
#include "upload/collector/collector_service.h"
#include "upload/collector/connections/grpc_listener.h"
#include "upload/collector/connections/self_probe.h"
#include "upload/collector/connections/tls_memory_files.h"
#include "upload/collector/intake/drop_writer.h"
#include "upload/collector/intake/drops.h"
#include "upload/collector/intake/report_intake.h"
#include "upload/collector/intake/same_report.h"
#include "upload/collector/internal/collector_metrics.h"
#include "upload/collector/internal/config_in_force.h"
#include "upload/collector/internal/monitor_routes.h"
#include "upload/data_dir/collector_data_dir.h"
#include "upload/grpc_protocol.h"
#include "upload/http/file_descriptors.h"
#include "upload/http/http_server.h"
#include "upload/http/listening_socket.h"
#include "upload/http/tls_identity.h"

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

constexpr size_t kMaxMonitorConnections = 64;

// How often the store is asked whether another config is in force.
constexpr absl::Duration kConfigPeriod = absl::Seconds(1);
// How often it is told what was dropped.
constexpr absl::Duration kDropPeriod = absl::Seconds(10);

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

bool IsOnLoopback(absl::string_view address) {
  const std::optional<HostPort> parsed = ParseListenAddress(address);
  return parsed.has_value() && parsed->IsLoopback();
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

// For all servers that this process starts from now on. Reflection is for trying things out.
void EnableGrpcPlugins(bool with_reflection) {
  static absl::once_flag health;
  absl::call_once(health, [] { grpc::EnableDefaultHealthCheckService(true); });
  static absl::once_flag reflection;
  if (with_reflection) {
    absl::call_once(reflection, grpc::reflection::InitProtoReflectionServerBuilderPlugin);
  }
}

}  // namespace

// In order of dependence.
struct CollectorServer::Parts {
  explicit Parts(CollectorOptions options_in)
      : options(std::move(options_in)), metrics(ReportStorePath(options.data_dir), options.clock) {}

  // What has been started waits for this.
  ~Parts() { shutdown.request_stop(); }

  absl::Status Start();
  absl::Status StartConfig();
  // To what there are descriptors for.
  void LimitConnections();
  absl::Status StartHttp();
  absl::Status StartMonitor();
  absl::Status StartGrpc();
  // Takes what other processes put in force.
  void FollowConfig();
  absl::StatusOr<ConfigChangeResult> PutInForce(const v1::UploadConfig& config);

  std::string WhyUnhealthy() const;

  CollectorOptions options;
  upload_internal::CollectorMetrics metrics;
  std::unique_ptr<ReportStore> store;
  std::unique_ptr<upload_internal::ConfigInForce> config;
  std::unique_ptr<upload_internal::DropWriter> drops;
  std::unique_ptr<upload_internal::ReportIntake> intake;
  std::stop_source shutdown;
  std::atomic<bool> grpc_fails = false;
  std::unique_ptr<CollectorHttp> http;
  std::unique_ptr<HttpServer> monitor;
  std::unique_ptr<grpc::Service> service;
  std::unique_ptr<upload_internal::TlsMemoryFiles> tls_files;
  std::unique_ptr<grpc::Server> grpc;
  std::unique_ptr<PublishSchedule> config_schedule;
  std::unique_ptr<PublishSchedule> drop_schedule;
  std::unique_ptr<upload_internal::GrpcListener> grpc_listener;
  std::unique_ptr<upload_internal::SelfProbe> probe;

  absl::once_flag shutdown_once;
  absl::Notification stopped;
};

absl::Status CollectorServer::Parts::Start() {
  absl::Status status = CheckCollectorOptions(options);
  if (status.ok() && !options.tls.certificate.empty()) status = CheckTlsIdentity(options.tls);
  if (!status.ok()) return status;
  for (const std::string& line : TlsConcerns(options.tls, options.clock())) options.log(line);
  LimitConnections();
  status = EnsureDirectory(options.data_dir);
  if (!status.ok()) return status;
  absl::StatusOr<std::unique_ptr<ReportStore>> opened = ReportStore::Open(
      ReportStorePath(options.data_dir),
      {.max_queued_reports = options.max_queued_reports, .is_same = upload_internal::IsSameReport});
  if (!opened.ok()) return opened.status();
  store = *std::move(opened);
  status = StartConfig();
  if (!status.ok()) return status;
  intake = std::make_unique<upload_internal::ReportIntake>(
      config.get(), store.get(), options.log,
      [this](const upload_internal::TakenReport& report) { metrics.ObserveReport(report); },
      options.clock,
      [this](absl::CivilDay day, const std::vector<upload_internal::Drop>& dropped) {
        metrics.ObserveDrops(dropped);
        drops->Add(day, dropped);
      });
  status = StartHttp();
  if (status.ok()) status = StartMonitor();
  if (status.ok()) status = StartGrpc();
  if (!status.ok()) return status;
  FollowConfig();
  drop_schedule = std::make_unique<PublishSchedule>(
      kDropPeriod, shutdown.get_token(), [this](std::stop_token) { return drops->Write(); },
      [](const PublishOutcome&) {});
  return status;
}

absl::Status CollectorServer::Parts::StartConfig() {
  absl::StatusOr<std::unique_ptr<upload_internal::ConfigInForce>> opened =
      upload_internal::ConfigInForce::Open(ReportStorePath(options.data_dir), options.log);
  if (!opened.ok()) return opened.status();
  config = *std::move(opened);
  const absl::StatusOr<bool> has_any = config->HasAny();
  if (!has_any.ok()) return has_any.status();
  if (options.config.has_value() && (options.replace_config || !*has_any)) {
    const absl::Status status = config->Change(*options.config, {.now = options.clock()}).status();
    if (!status.ok()) return status;
  }
  const absl::Status status = config->Start();
  if (!status.ok()) return status;
  metrics.ObserveConfig(config->Get(), config->version(), config->since());
  absl::StatusOr<std::unique_ptr<upload_internal::DropWriter>> writer =
      upload_internal::DropWriter::Open(ReportStorePath(options.data_dir), options.log);
  if (!writer.ok()) return writer.status();
  drops = *std::move(writer);
  return absl::OkStatus();
}

absl::StatusOr<ConfigChangeResult> CollectorServer::Parts::PutInForce(
    const v1::UploadConfig& new_config) {
  absl::StatusOr<ConfigChangeResult> result = config->Change(new_config, {.now = options.clock()});
  if (!result.ok()) return result;
  if (absl::Status status = config->Newest().status(); !status.ok()) return status;
  config_schedule->RunSoon();
  return result;
}

void CollectorServer::Parts::FollowConfig() {
  config_schedule = std::make_unique<PublishSchedule>(
      kConfigPeriod, shutdown.get_token(),
      [this, published = config->Get()](std::stop_token) mutable {
        const absl::StatusOr<upload_internal::ConfigInForce::Approved> newest = config->Newest();
        if (!newest.ok()) return newest.status();
        if (*newest == std::exchange(published, *newest)) return absl::OkStatus();
        metrics.ObserveConfig(*newest, config->version(), config->since());
        if (http != nullptr) http->PublishSoon();
        return absl::OkStatus();
      },
      [](const PublishOutcome&) {});
}

void CollectorServer::Parts::LimitConnections() {
  const size_t descriptors = FileDescriptorLimit();
  const ConnectionLimits limits = ConnectionsFor(descriptors);
  if (options.http.max_connections <= limits.http) return;
  options.http.max_connections = limits.http;
  options.log(absl::StrCat("with ", descriptors, " file descriptors, at most ", limits.http,
                           " HTTP and ", limits.grpc, " gRPC connections at a time"));
}

absl::Status CollectorServer::Parts::StartHttp() {
  if (options.http_address.empty()) return absl::OkStatus();
  absl::StatusOr<ListeningSocket> socket = ListeningSocket::Listen(options.http_address);
  if (!socket.ok()) return socket.status();
  CollectorHttp::Options http_options{
      .server = {.tls_certificate = options.tls.certificate,
                 .tls_key = options.tls.key,
                 .limits = options.http},
      .data_dir = options.data_dir,
      .min_reports = options.min_reports,
      .publish_period = options.publish_period,
      .has_metrics = options.monitor_address.empty() && IsOnLoopback(options.http_address),
      .max_report_bytes = options.max_report_bytes};
  absl::StatusOr<std::unique_ptr<CollectorHttp>> started =
      CollectorHttp::Start(*std::move(socket), std::move(http_options),
                           {.intake = intake.get(),
                            .metrics = &metrics,
                            .log = options.log,
                            .published = options.published,
                            .clock = options.clock,
                            .why_unhealthy = [this] { return WhyUnhealthy(); },
                            .shutdown = shutdown.get_token()});
  if (!started.ok()) return started.status();
  http = *std::move(started);
  return absl::OkStatus();
}

absl::Status CollectorServer::Parts::StartMonitor() {
  if (options.monitor_address.empty()) return absl::OkStatus();
  absl::StatusOr<ListeningSocket> socket = ListeningSocket::Listen(options.monitor_address);
  if (!socket.ok()) return socket.status();
  HttpRouter router;
  upload_internal::AddHealthRoute([this] { return WhyUnhealthy(); }, router);
  upload_internal::AddMetricsRoute(&metrics, router);
  absl::StatusOr<std::unique_ptr<HttpServer>> started =
      HttpServer::Start(*std::move(socket),
                        {.tls_certificate = options.tls.certificate,
                         .tls_key = options.tls.key,
                         .limits = {.max_connections = kMaxMonitorConnections}},
                        std::move(router));
  if (!started.ok()) return started.status();
  monitor = *std::move(started);
  return absl::OkStatus();
}

absl::Status CollectorServer::Parts::StartGrpc() {
  if (options.grpc_address.empty()) return absl::OkStatus();
  // For gRPC, "every address" includes those of IPv4 and IPv6.
  const bool any_host = absl::StartsWith(options.grpc_address, ":");
  absl::StatusOr<ListeningSocket> socket =
      ListeningSocket::Listen(any_host ? "[::]" + options.grpc_address : options.grpc_address);
  if (!socket.ok()) return socket.status();
  EnableGrpcPlugins(options.grpc_access == GrpcAccess::kThisMachine);
  service = MakeCollectorService(config.get(), intake.get(), options.max_report_bytes);
  if (!options.tls.certificate.empty()) {
    absl::StatusOr<upload_internal::TlsMemoryFiles> files =
        upload_internal::TlsMemoryFiles::Create(options.tls);
    if (!files.ok()) return files.status();
    tls_files = std::make_unique<upload_internal::TlsMemoryFiles>(*std::move(files));
  }
  grpc::ServerBuilder builder;
  using Connections = grpc::ServerBuilder::experimental_type::ExternalConnectionType;
  auto acceptor = builder.experimental().AddExternalConnectionAcceptor(
      Connections::FROM_FD, Credentials(tls_files.get()));
  builder.RegisterService(service.get());
  SetLimits(options, builder);
  grpc = builder.BuildAndStart();
  if (grpc == nullptr) {
    return absl::UnavailableError(absl::StrCat(options.grpc_address, ": gRPC cannot serve there"));
  }
  const size_t connections = ConnectionsFor(FileDescriptorLimit()).grpc;
  grpc_listener = std::make_unique<upload_internal::GrpcListener>(
      *std::move(socket), std::move(acceptor), GrpcLimits(options, connections), options.log);
  probe = std::make_unique<upload_internal::SelfProbe>(
      [address = OwnAddress(options.grpc_address, grpc_listener->port()),
       tls = !options.tls.certificate.empty(), timeout = options.probe_period / 2] {
        return upload_internal::ProbeGrpc(address, tls, timeout);
      },
      upload_internal::SelfProbe::Options{.period = options.probe_period},
      upload_internal::SelfProbe::Events{
          .log = options.log,
          .health = [this](bool is_healthy) { grpc_fails = !is_healthy; },
          .dead = options.failed});
  return absl::OkStatus();
}

std::string CollectorServer::Parts::WhyUnhealthy() const {
  if (shutdown.stop_requested()) return "shutting down";
  if (grpc_fails) return "gRPC does not answer";
  return intake->store_fails() ? "reports cannot be stored" : "";
}

absl::StatusOr<std::unique_ptr<CollectorServer>> CollectorServer::Start(CollectorOptions options) {
  auto parts = std::make_unique<Parts>(std::move(options));
  const absl::Status status = parts->Start();
  if (!status.ok()) return status;
  return std::unique_ptr<CollectorServer>(new CollectorServer(std::move(parts)));
}

CollectorServer::CollectorServer(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

CollectorServer::~CollectorServer() { Shutdown(absl::ZeroDuration()); }

int CollectorServer::grpc_port() const {
  return parts_->grpc_listener == nullptr ? 0 : parts_->grpc_listener->port();
}

int CollectorServer::http_port() const {
  return parts_->http == nullptr ? 0 : parts_->http->port();
}

int CollectorServer::monitor_port() const {
  return parts_->monitor == nullptr ? 0 : parts_->monitor->port();
}

absl::StatusOr<ConfigChangeResult> CollectorServer::PutInForce(const v1::UploadConfig& config) {
  return parts_->PutInForce(config);
}

void CollectorServer::Shutdown(absl::Duration grace) {
  absl::call_once(parts_->shutdown_once, [&] {
    parts_->shutdown.request_stop();
    const absl::Time deadline = absl::Now() + grace;
    // In parallel: an open stream keeps gRPC for the whole grace period, leaving none for HTTP.
    std::thread http_shutdown([&] {
      if (parts_->http != nullptr) parts_->http->Shutdown(deadline);
    });
    parts_->probe.reset();
    if (parts_->grpc_listener != nullptr) {
      parts_->grpc_listener->StopAccepting();
      parts_->grpc->GetHealthCheckService()->SetServingStatus(false);
      parts_->grpc->Shutdown(absl::ToChronoTime(deadline));
    }
    http_shutdown.join();
    if (parts_->monitor != nullptr) parts_->monitor->Shutdown(deadline);
    parts_->stopped.Notify();
  });
}

absl::Status CollectorServer::ReloadTls() {
  const TlsIdentity& used = parts_->options.tls;
  if (used.certificate_path.empty() || used.key_path.empty()) return absl::OkStatus();
  const absl::StatusOr<TlsIdentity> identity =
      ReadTlsIdentity(used.certificate_path, used.key_path);
  absl::Status status = identity.status();
  if (!status.ok()) return status;
  for (const std::string& line : TlsConcerns(*identity, parts_->options.clock())) {
    parts_->options.log(line);
  }
  if (parts_->http != nullptr) {
    status = parts_->http->SetTlsIdentity(identity->certificate, identity->key);
  }
  if (status.ok() && parts_->monitor != nullptr) {
    status = parts_->monitor->SetTlsIdentity(identity->certificate, identity->key);
  }
  if (status.ok() && parts_->tls_files != nullptr) status = parts_->tls_files->Replace(*identity);
  return status;
}

void CollectorServer::Wait() { parts_->stopped.WaitForNotification(); }

}  // namespace telemetry
