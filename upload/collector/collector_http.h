// The collector's HTTP side: Go's upload protocol, the public site, and what an operator monitors.
//
//   absl::StatusOr<std::unique_ptr<CollectorHttp>> http = CollectorHttp::Start(
//       *std::move(listening_socket), options,
//       {.store = &store, .intake = &intake, .metrics = &metrics, .log = log,
//        .why_unhealthy = [] { return ""; }, .shutdown = shutdown.get_token()});
//
//   POST /upload/DATE          a report (intake/upload_endpoint.h)
//   GET  /, /charts/, ...      the public site (site/site_routes.h)
//   GET  /healthz, /metrics    what is monitored (internal/monitor_routes.h)
//
// The site is rebuilt from the store periodically, on its own thread (publication/publisher.h).
//
// Thread-safe.

#ifndef UPLOAD_COLLECTOR_COLLECTOR_HTTP_H_
#define UPLOAD_COLLECTOR_COLLECTOR_HTTP_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "report/report_limits.h"
#include "storage/report_store/collector_store.h"
#include "upload/collector/intake/report_intake.h"
#include "upload/collector/internal/collector_metrics.h"
#include "upload/collector/internal/monitor_routes.h"
#include "upload/collector/internal/worker_thread.h"
#include "upload/http/http_server.h"
#include "upload/http/listening_socket.h"
#include "upload/site/publication/publish_schedule.h"
#include "upload/site/publication/publisher.h"

namespace telemetry {

class CollectorHttp {
 public:
  struct Options {
    HttpServerOptions server = {};
    // The collector's data directory, in which the site is. Empty: there is none.
    std::string data_dir;
    int64_t min_reports = 5;
    std::string stack_claims = {};
    // Whether the site is made here, and how often.
    bool publishes = true;
    absl::Duration publish_period = absl::Minutes(10);
    // Whether to serve /metrics.
    bool has_metrics = true;
    size_t max_report_bytes = kMaxReportBytes;
  };

  // All pointees must outlive the CollectorHttp.
  struct Resources {
    const CollectorStore* store;
    upload_internal::ReportIntake* intake;
    upload_internal::CollectorMetrics* metrics;
    // Receives messages for the operator, one line each, on any thread.
    std::function<void(absl::string_view line)> log;
    // Called after each publication that succeeded, on the thread that made it.
    std::function<void()> published = [] {};
    // The time. Any thread.
    std::function<absl::Time()> clock = absl::Now;
    // What /healthz says (internal/monitor_routes.h).
    upload_internal::WhyUnhealthy why_unhealthy;
    // Requested before Shutdown() and before the destructor: any publication that runs or starts is
    // then stopped.
    std::stop_token shutdown;
  };

  // Starts serving on `socket`. Errors: those of CollectorStore::OpenReader(),
  // OpenConfigs() and HttpServer::Start().
  static absl::StatusOr<std::unique_ptr<CollectorHttp>> Start(ListeningSocket socket,
                                                              Options options,
                                                              const Resources& resources);

  int port() const { return server_->port(); }

  // Brings the site up to date now, and not only at its time.
  void PublishSoon() {
    if (schedule_ != nullptr) schedule_->RunSoon();
  }

  // Like HttpServer::SetTlsIdentity().
  absl::Status SetTlsIdentity(const std::string& certificate, const std::string& key) {
    return server_->SetTlsIdentity(certificate, key);
  }

  // Like HttpServer::Shutdown(). Only the destructor waits for the publisher.
  void Shutdown(absl::Time deadline);

 private:
  CollectorHttp(std::unique_ptr<Publisher> publisher,
                std::unique_ptr<upload_internal::WorkerThread> worker,
                std::unique_ptr<HttpServer> server);

  const std::unique_ptr<Publisher> publisher_;  // null if it does not publish
  // The server replies to what it does, so it goes first.
  const std::unique_ptr<upload_internal::WorkerThread> worker_;
  const std::unique_ptr<HttpServer> server_;
  std::unique_ptr<PublishSchedule> schedule_;
};

}  // namespace telemetry

#endif  // UPLOAD_COLLECTOR_COLLECTOR_HTTP_H_
