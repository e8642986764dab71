// What the collector's operator can monitor, in Prometheus's text format:
//
//   telemetry_build_info{version,commit,compiler}  1, of the build that runs (build_info.h)
//   telemetry_reports_total{outcome}           reports by outcome: stored, empty (nothing in it was
//                                              approved, so nothing was stored), conflicting (another one
//                                              of its week has the X), malformed (or not a report
//                                              at all, or larger than --max-report-bytes over
//                                              gRPC), queue_full, store_failing
//   telemetry_report_seconds                   histogram: from a report's arrival to its answer
//   telemetry_dropped_items_total{kind}        items not approved: program, counter, stack;
//                                              unlisted: those after the first 1,000 of a report
//   telemetry_program_drops_total{program,kind,reason}
//                                              reports of which something of an approved program was
//                                              dropped: drops.h has kinds and reasons
//   telemetry_config_info{version}             1, of the config in force
//   telemetry_config_since_timestamp_seconds   when it came into force
//   telemetry_next_expiry_days                 until the next approval ends; +Inf if none does
//   telemetry_ended_approvals                  entries of the config whose end has come
//   telemetry_http_requests_total{route,status}
//   telemetry_http_request_seconds{route}      histogram: until the reply begins
//   telemetry_store_bytes                      size of the report store, including its log
//   telemetry_publications_total{outcome}      runs that made datasets and charts: done, failed
//   telemetry_last_publication_timestamp_seconds  when the last successful one began
//   telemetry_last_publication_seconds         how long it took
//   telemetry_health_alarms{program}           weeks, this one and the last, in which a release of the
//                                              program is silent, or its reports are few
//                                              (report/release_health/silent_release.h)
//
// A request that is refused by its head or for the length of its body does not count as a report: over
// HTTP (wrong media type, too large, from a web page) telemetry_http_requests_total has it, with its
// route; what is too large for gRPC itself, nobody sees.
//
// No metric is about a peer or a counter, and only approved programs are named: anyone can make up
// names of others, and of versions.
//
//   CollectorMetrics metrics(ReportStorePath(data_dir));
//   metrics.ObserveReport({.answer = answer, .is_empty = false, .duration = duration});
//   std::string text = metrics.Text();
//
// Thread-safe. Each observation takes well below a microsecond.

#ifndef UPLOAD_COLLECTOR_INTERNAL_COLLECTOR_METRICS_H_
#define UPLOAD_COLLECTOR_INTERNAL_COLLECTOR_METRICS_H_

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "config/upload_config/approved_counters.h"
#include "report/release_health/silent_release.h"
#include "storage/mutex.h"
#include "upload/collector/intake/drops.h"
#include "upload/collector/intake/report_intake.h"
#include "upload/http/http_server_options.h"
#include "upload/site/publication/publish_schedule.h"

namespace telemetry::upload_internal {

class CollectorMetrics {
 public:
  // `clock` is the time, on whose day in UTC approvals end. Any thread.
  explicit CollectorMetrics(std::string store_path, std::function<absl::Time()> clock = absl::Now);
  ~CollectorMetrics();

  void ObserveReport(const TakenReport& report);
  // What was dropped from one report.
  void ObserveDrops(const std::vector<Drop>& drops);
  // What is in force from now on, under which version it is published, and since when.
  void ObserveConfig(std::shared_ptr<const ApprovedCounters> approved, const std::string& version,
                     absl::Time since);
  void ObserveHttp(const HttpObservation& request);
  void ObservePublication(const PublishOutcome& outcome);
  // All alarms that there are now.
  void ObserveAlarms(const std::vector<HealthAlarm>& alarms);

  std::string Text() const;

 private:
  struct Families;

  void UpdateExpiry() const;

  const std::string store_path_;
  const std::function<absl::Time()> clock_;
  const std::unique_ptr<Families> families_;
  mutable Mutex mutex_;
  std::shared_ptr<const ApprovedCounters> approved_ ABSL_GUARDED_BY(mutex_);
  // The programs that have had an alarm.
  std::set<std::string> alarmed_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_COLLECTOR_INTERNAL_COLLECTOR_METRICS_H_
