// What supervisors and monitoring systems fetch from a collector.
//
//   GET /healthz   "ok" and the version, such as "ok 0.1.0"; 503 with the reason if the collector
//                  shuts down, or cannot take reports
//   GET /metrics   in Prometheus's text format (collector_metrics.h)

#ifndef UPLOAD_COLLECTOR_INTERNAL_MONITOR_ROUTES_H_
#define UPLOAD_COLLECTOR_INTERNAL_MONITOR_ROUTES_H_

#include <functional>
#include <string>

#include "upload/collector/internal/collector_metrics.h"
#include "upload/http/http_router.h"

namespace telemetry::upload_internal {

// Why the collector is not well, in a line for its supervisor; empty if it is. Any thread.
using WhyUnhealthy = std::function<std::string()>;

void AddHealthRoute(WhyUnhealthy why_unhealthy, HttpRouter& router);

// `metrics` must outlive the router's server.
void AddMetricsRoute(const CollectorMetrics* metrics, HttpRouter& router);

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_COLLECTOR_INTERNAL_MONITOR_ROUTES_H_
