#include "upload/collector/collector_server.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "absl/base/call_once.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/synchronization/notification.h"
#include "absl/time/clock.h"
#include "storage/files/file.h"
#include "storage/sqlite_store/sqlite_store.h"
#include "upload/collector/collector_grpc.h"
#include "upload/collector/collector_http.h"
#include "upload/collector/intake/drop_writer.h"
#include "upload/collector/intake/drops.h"
#include "upload/collector/intake/intake_writer.h"
#include "upload/collector/intake/report_intake.h"
#include "upload/collector/intake/same_report.h"
#include "upload/collector/internal/collector_metrics.h"
#include "upload/collector/internal/config_in_force.h"
#include "upload/collector/internal/failure_log.h"
#include "upload/collector/internal/monitor_routes.h"
#include "upload/data_dir/collector_data_dir.h"
#include "upload/data_dir/data_dir_lock.h"
#include "upload/http/file_descriptors.h"
#include "upload/http/http_server.h"
#include "upload/http/listening_socket.h"
#include "upload/http/tls_identity.h"
#include "upload/site/publication/publish_schedule.h"

namespace telemetry {
namespace {

constexpr size_t kMaxMonitorConnections = 64;

// How often the store is asked whether another config is in force.
constexpr absl::Duration kConfigPeriod = absl::Seconds(1);
// How often it is tried out while it fails.
constexpr absl::Duration kStoreRetryPeriod = absl::Seconds(1);
// How often it is told what was dropped.
constexpr absl::Duration kDropPeriod = absl::Seconds(10);
// How often it is made to forget in which order reports arrived.
constexpr absl::Duration kOrderPeriod = absl::Hours(1);

}  // namespace

// In order of dependence.
struct CollectorServer::Parts {
  explicit Parts(CollectorOptions options_in)
      : options(std::move(options_in)),
        store(options.store != nullptr
                  ? options.store
                  : std::make_shared<const SqliteStore>(ReportStorePath(options.data_dir))),
        metrics(store->name(), options.clock) {}

  // What has been started waits for this.
  ~Parts() { shutdown.request_stop(); }

  absl::Status Start();
  absl::Status StartStore();
  absl::Status StartConfig();
  // To what there are descriptors for.
  void LimitConnections();
  absl::Status StartHttp();
  absl::Status StartMonitor();
  absl::Status StartGrpc();
  // What is done now and then beside the requests.
  void StartSchedules();
  // Takes what other processes put in force.
  void FollowConfig();
  absl::StatusOr<ConfigChangeResult> PutInForce(const v1::UploadConfig& config);

  std::string WhyUnhealthy() const;

  CollectorOptions options;
  const std::shared_ptr<const CollectorStore> store;
  upload_internal::CollectorMetrics metrics;
  std::optional<DataDirLock> lock;
  std::unique_ptr<ReportStore> reports;
  std::unique_ptr<upload_internal::ConfigInForce> config;
  // What the metrics tell of. Only config_schedule changes it, once it runs.
  upload_internal::ConfigInForce::Approved observed_config;
  std::unique_ptr<upload_internal::DropWriter> drops;
  std::unique_ptr<upload_internal::IntakeWriter> intake_counts;
  std::unique_ptr<upload_internal::ReportIntake> intake;
  std::stop_source shutdown;
  std::unique_ptr<CollectorHttp> http;
  std::unique_ptr<HttpServer> monitor;
  std::unique_ptr<CollectorGrpc> grpc;
  // Set once `grpc` is there: /healthz is served before.
  std::atomic<const CollectorGrpc*> probed = nullptr;
  std::unique_ptr<PublishSchedule> config_schedule;
  std::unique_ptr<PublishSchedule> drop_schedule;
  std::unique_ptr<PublishSchedule> store_schedule;
  std::unique_ptr<PublishSchedule> order_schedule;

  absl::once_flag shutdown_once;
  absl::Notification stopped;
};

absl::Status CollectorServer::Parts::Start() {
  absl::Status status = CheckCollectorOptions(options);
  if (status.ok() && !options.tls.certificate.empty()) status = CheckTlsIdentity(options.tls);
  if (!status.ok()) return status;
  for (const std::string& line : TlsConcerns(options.tls, options.clock())) options.log(line);
  LimitConnections();
  status = StartStore();
  if (status.ok()) status = StartConfig();
  if (!status.ok()) return status;
  intake = std::make_unique<upload_internal::ReportIntake>(
      config.get(), reports.get(), options.log,
      [this](const upload_internal::TakenReport& report) { metrics.ObserveReport(report); },
      options.clock,
      [this](absl::CivilDay day, const std::vector<upload_internal::Drop>& dropped) {
        metrics.ObserveDrops(dropped);
        drops->Add(day, dropped);
      },
      [this](const ReportArrival& arrival, absl::string_view outcome) {
        intake_counts->Count(arrival, outcome);
      });
  status = StartHttp();
  if (status.ok()) status = StartMonitor();
  if (status.ok()) status = StartGrpc();
  if (status.ok()) StartSchedules();
  return status;
}

absl::Status CollectorServer::Parts::StartStore() {
  if (!options.data_dir.empty()) {
    if (absl::Status status = EnsureDirectory(options.data_dir); !status.ok()) return status;
    absl::StatusOr<DataDirLock> locked = DataDirLock::Acquire(
        options.data_dir, options.shares_data_dir ? DataDirUse::kShared : DataDirUse::kAlone);
    if (!locked.ok()) return locked.status();
    lock = *std::move(locked);
  }
  absl::StatusOr<std::unique_ptr<ReportStore>> opened =
      store->OpenReports({.max_queued_reports = options.max_queued_reports,
                          .room = options.store_room,
                          .is_same = upload_internal::IsSameReport});
  if (!opened.ok()) return opened.status();
  reports = *std::move(opened);
  return absl::OkStatus();
}

absl::Status CollectorServer::Parts::StartConfig() {
  absl::StatusOr<std::unique_ptr<upload_internal::ConfigInForce>> opened =
      upload_internal::ConfigInForce::Open(*store, options.log);
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
  observed_config = config->Get();
  metrics.ObserveConfig(observed_config, config->version(), config->since());
  absl::StatusOr<std::unique_ptr<upload_internal::DropWriter>> writer =
      upload_internal::DropWriter::Open(*store, options.log);
  if (!writer.ok()) return writer.status();
  drops = *std::move(writer);
  absl::StatusOr<std::unique_ptr<upload_internal::IntakeWriter>> counts =
      upload_internal::IntakeWriter::Open(*store);
  if (!counts.ok()) return counts.status();
  intake_counts = *std::move(counts);
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
      [this](std::stop_token) {
        const absl::StatusOr<upload_internal::ConfigInForce::Approved> newest = config->Newest();
        if (!newest.ok()) return newest.status();
        if (*newest == std::exchange(observed_config, *newest)) return absl::OkStatus();
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
  CollectorHttp::Options http_options{.server = {.tls_certificate = options.tls.certificate,
                                                 .tls_key = options.tls.key,
                                                 .limits = options.http},
                                      .data_dir = options.data_dir,
                                      .min_reports = options.min_reports,
                                      .stack_claims = options.stack_claims,
                                      .publishes = options.publishes,
                                      .publish_period = options.publish_period,
                                      .has_metrics = HasMetricsOnSite(options),
                                      .max_report_bytes = options.max_report_bytes};
  absl::StatusOr<std::unique_ptr<CollectorHttp>> started =
      CollectorHttp::Start(*std::move(socket), std::move(http_options),
                           {.store = store.get(),
                            .intake = intake.get(),
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
  absl::StatusOr<std::unique_ptr<CollectorGrpc>> started =
      CollectorGrpc::Start(options, {.config = config.get(), .intake = intake.get()});
  if (!started.ok()) return started.status();
  grpc = *std::move(started);
  probed = grpc.get();
  return absl::OkStatus();
}

void CollectorServer::Parts::StartSchedules() {
  const auto every = [this](absl::Duration period, std::function<absl::Status(std::stop_token)> run,
                            std::shared_ptr<upload_internal::FailureLog> failures = nullptr) {
    return std::make_unique<PublishSchedule>(
        period, shutdown.get_token(), std::move(run),
        [failures = std::move(failures)](const PublishOutcome& outcome) {
          if (failures != nullptr) failures->Note(outcome.status);
        });
  };
  const auto failures = [this](const char* failed, const char* worked) {
    return std::make_shared<upload_internal::FailureLog>(options.log, failed, worked);
  };
  FollowConfig();
  drop_schedule = every(
      kDropPeriod,
      [this](std::stop_token) {
        absl::Status status = drops->Write();
        status.Update(intake_counts->Write());
        return status;
      },
      failures("what was dropped or refused cannot be counted",
               "what was dropped or refused is counted again"));
  // While the store fails it is tried out often, so that a balancer sends reports again soon.
  const absl::Duration period = std::min(options.store_test_period, kStoreRetryPeriod);
  store_schedule = every(period, [this, next = absl::InfinitePast()](std::stop_token) mutable {
    if (!intake->store_fails() && absl::Now() < next) return absl::OkStatus();
    next = absl::Now() + options.store_test_period;
    absl::Status status = reports->CheckRoom();
    if (status.ok()) status = store->Probe();
    intake->NoteStore(status);
    return status;
  });
  order_schedule = every(
      kOrderPeriod, [this](std::stop_token) { return store->ForgetArrivalOrder(); },
      failures("the order in which reports arrived cannot be forgotten",
               "the order in which reports arrived is forgotten again"));
}

std::string CollectorServer::Parts::WhyUnhealthy() const {
  if (shutdown.stop_requested()) return "shutting down";
  const CollectorGrpc* const served = probed;
  if (served != nullptr && served->fails()) return "gRPC does not answer";
  if (!reports->CheckRoom().ok()) return "there is no room for reports";
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
  return parts_->grpc == nullptr ? 0 : parts_->grpc->port();
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
    if (parts_->grpc != nullptr) parts_->grpc->Shutdown(deadline);
    http_shutdown.join();
    if (parts_->monitor != nullptr) parts_->monitor->Shutdown(deadline);
    parts_->lock.reset();
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
  if (status.ok() && parts_->grpc != nullptr) status = parts_->grpc->SetTlsIdentity(*identity);
  return status;
}

void CollectorServer::Wait() { parts_->stopped.WaitForNotification(); }

}  // namespace telemetry
