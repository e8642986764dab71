#include "upload/collector/internal/monitor_routes.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/version/build_info.h"

namespace telemetry::upload_internal {
namespace {

constexpr char kMetricsType[] = "text/plain; version=0.0.4; charset=utf-8";

}  // namespace

void AddHealthRoute(WhyUnhealthy why_unhealthy, HttpRouter& router) {
  router.Get("/healthz", [why_unhealthy = std::move(why_unhealthy)](const HttpRequest&) {
    const std::string why = why_unhealthy();
    return why.empty() ? TextReply(200, absl::StrCat("ok ", ThisBuild().version))
                       : TextReply(503, why);
  });
}

void AddMetricsRoute(const CollectorMetrics* metrics, HttpRouter& router) {
  router.Get("/metrics", [metrics](const HttpRequest&) -> HttpReply {
    return {.content_type = kMetricsType, .body = metrics->Text()};
  });
}

}  // namespace telemetry::upload_internal
