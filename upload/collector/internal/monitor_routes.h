// What supervisors and monitoring systems fetch from a collector.
//
//   GET /healthz   "ok" and the version, such as "ok 0.1.0"; 503 while shutting down
//   GET /metrics   in Prometheus's text format (collector_metrics.h)

#ifndef UPLOAD_COLLECTOR_INTERNAL_MONITOR_ROUTES_H_
#define UPLOAD_COLLECTOR_INTERNAL_MONITOR_ROUTES_H_

#include <stop_token>

#include "upload/collector/internal/collector_metrics.h"
#include "upload/http/http_router.h"

namespace telemetry::upload_internal {

void AddHealthRoute(std::stop_token shutdown, HttpRouter& router);

// `metrics` must outlive the router's server.
void AddMetricsRoute(const CollectorMetrics* metrics, HttpRouter& router);

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_COLLECTOR_INTERNAL_MONITOR_ROUTES_H_
