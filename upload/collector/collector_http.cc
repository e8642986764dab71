#include "upload/collector/collector_http.h"

#include <cstdint>
#include <stop_token>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "upload/collector/intake/upload_endpoint.h"
#include "upload/collector/internal/failure_log.h"
#include "upload/data_dir/collector_data_dir.h"
#include "upload/site/publication/open_publisher.h"
#include "upload/site/site_routes.h"
#include "upload/web/site_assets.h"

namespace telemetry {
namespace {

HttpRouter MakeRouter(const CollectorHttp::Options& options,
                      const CollectorHttp::Resources& resources,
                      upload_internal::WorkerThread* worker) {
  HttpRouter router;
  upload_internal::AddUploadRoute(resources.intake, worker, options.max_report_bytes, router);
  if (!options.data_dir.empty()) {
    AddSiteRoutes(SiteDirectory(options.data_dir), SiteAssets(), router);
  }
  upload_internal::AddHealthRoute(resources.why_unhealthy, router);
  if (options.has_metrics) upload_internal::AddMetricsRoute(resources.metrics, router);
  return router;
}

std::unique_ptr<PublishSchedule> MakeSchedule(Publisher& publisher,
                                              const CollectorHttp::Options& options,
                                              const CollectorHttp::Resources& resources) {
  return std::make_unique<PublishSchedule>(
      options.publish_period, resources.shutdown,
      [&publisher, metrics = resources.metrics, log = resources.log,
       clock = resources.clock](std::stop_token stop) {
        const absl::Status status = publisher.Publish(clock(), std::move(stop));
        metrics->ObserveAlarms(publisher.alarms());
        for (const std::string& line : publisher.TakeAlarmLines()) log("alarm: " + line);
        return status;
      },
      [metrics = resources.metrics, published = resources.published,
       log = std::make_shared<upload_internal::FailureLog>(
           resources.log, "the site cannot be brought up to date",
           "the site is brought up to date again")](const PublishOutcome& outcome) {
        if (absl::IsCancelled(outcome.status)) return;
        metrics->ObservePublication(outcome);
        log->Note(outcome.status);
        if (outcome.status.ok()) published();
      });
}

}  // namespace

absl::StatusOr<std::unique_ptr<CollectorHttp>> CollectorHttp::Start(ListeningSocket socket,
                                                                    Options options,
                                                                    const Resources& resources) {
  std::unique_ptr<Publisher> publisher;
  if (options.publishes) {
    absl::StatusOr<std::unique_ptr<Publisher>> opened = OpenPublisher(
        *resources.store, options.data_dir, options.min_reports, options.stack_claims);
    if (!opened.ok()) return opened.status();
    publisher = *std::move(opened);
  }
  options.server.observe = [metrics = resources.metrics](const HttpObservation& request) {
    metrics->ObserveHttp(request);
  };
  options.server.crowded = [log = resources.log](uint64_t turned_away) {
    log(absl::StrCat("no room for more HTTP connections: ", turned_away,
                     " turned away or closed since this was last said"));
  };
  auto worker = std::make_unique<upload_internal::WorkerThread>();
  HttpRouter router = MakeRouter(options, resources, worker.get());
  absl::StatusOr<std::unique_ptr<HttpServer>> server =
      HttpServer::Start(std::move(socket), std::move(options.server), std::move(router));
  if (!server.ok()) return server.status();
  auto http = std::unique_ptr<CollectorHttp>(
      new CollectorHttp(std::move(publisher), std::move(worker), *std::move(server)));
  if (http->publisher_ != nullptr)
    http->schedule_ = MakeSchedule(*http->publisher_, options, resources);
  return http;
}

CollectorHttp::CollectorHttp(std::unique_ptr<Publisher> publisher,
                             std::unique_ptr<upload_internal::WorkerThread> worker,
                             std::unique_ptr<HttpServer> server)
    : publisher_(std::move(publisher)), worker_(std::move(worker)), server_(std::move(server)) {}

void CollectorHttp::Shutdown(absl::Time deadline) { server_->Shutdown(deadline); }

}  // namespace telemetry
