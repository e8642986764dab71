#include "upload/collector/internal/monitor_routes.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/version/build_info.h"

namespace telemetry::upload_internal {
namespace {

constexpr char kMetricsType[] = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace

void AddHealthRoute(std::stop_token shutdown, HttpRouter& router) {
  router.Get("/healthz", [shutdown = std::move(shutdown)](const HttpRequest&) {
    return shutdown.stop_requested() ? TextReply(503, "shutting down")
                                     : TextReply(200, absl::StrCat("ok ", ThisBuild().version));
  });
}

void AddMetricsRoute(const CollectorMetrics* metrics, HttpRouter& router) {
  router.Get("/metrics", [metrics](const HttpRequest&) -> HttpReply {
    return {.content_type = kMetricsType, .body = metrics->Text()};
  });
}

}  // namespace telemetry::upload_internal
