// What the collector's operator can monitor, in Prometheus's text format:
//
//   telemetry_build_info{version,commit,compiler}  1, of the build that runs (build_info.h)
//   telemetry_reports_total{outcome}           reports by outcome: stored, conflicting (another one
//                                              of its week has the X), malformed (or not a report
//                                              at all), queue_full, store_failing
//   telemetry_report_seconds                   histogram: from a report's arrival to its answer
//   telemetry_dropped_items_total{kind}        items not approved: program, counter, stack;
//                                              unlisted: those after the first 1,000 of a report
//   telemetry_http_requests_total{route,status}
//   telemetry_http_request_seconds{route}      histogram: until the reply begins
//   telemetry_store_bytes                      size of the report store, including its log
//   telemetry_publications_total{outcome}      runs that made datasets and charts: done, failed
//   telemetry_last_publication_timestamp_seconds  when the last successful one began
//   telemetry_last_publication_seconds         how long it took
//
// A request refused before its body is read (wrong media type or path, too large for gRPC itself)
// does not count as a report; over HTTP, it appears in telemetry_http_requests_total.
//
// No metric is about a peer, a program or a counter.
//
//   CollectorMetrics metrics(ReportStorePath(data_dir));
//   metrics.ObserveReport(taken, duration);
//   std::string text = metrics.Text();
//
// Thread-safe. Each observation takes well below a microsecond.

#ifndef UPLOAD_COLLECTOR_INTERNAL_COLLECTOR_METRICS_H_
#define UPLOAD_COLLECTOR_INTERNAL_COLLECTOR_METRICS_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "upload/http/http_server_options.h"
#include "upload/site/publish_schedule.h"
#include "upload/upload.pb.h"

namespace telemetry::upload_internal {

class CollectorMetrics {
 public:
  explicit CollectorMetrics(std::string store_path);
  ~CollectorMetrics();

  void ObserveReport(const absl::StatusOr<v1::UploadReportResponse>& taken,
                     absl::Duration duration);
  void ObserveHttp(const HttpObservation& request);
  void ObservePublication(const PublishOutcome& outcome);

  std::string Text() const;

 private:
  struct Families;

  const std::string store_path_;
  const std::unique_ptr<Families> families_;
};

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_COLLECTOR_INTERNAL_COLLECTOR_METRICS_H_
