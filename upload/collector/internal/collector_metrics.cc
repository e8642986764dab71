#include "upload/collector/internal/collector_metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <sys/stat.h>

#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "tools/version/build_info.h"
#include "upload/collector/intake/dropped_items.h"
#include "upload/collector/intake/expiry.h"

namespace telemetry::upload_internal {
namespace {

using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;
using prometheus::Histogram;

constexpr char kUnlisted[] = "unlisted";
constexpr char kEmpty[] = "empty";

// From a memory cache hit to more than a client waits for.
const Histogram::BucketBoundaries& Seconds() {
  static const auto& boundaries = *new Histogram::BucketBoundaries{
      0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10};
  return boundaries;
}

const char* OutcomeOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return "stored";
    case absl::StatusCode::kAlreadyExists:
      return "conflicting";
    case absl::StatusCode::kInvalidArgument:
      return "malformed";
    case absl::StatusCode::kResourceExhausted:
      return "queue_full";
    default:
      return "store_failing";
  }
}

double FileBytes(const std::string& path) {
  struct stat info = {};
  return stat(path.c_str(), &info) == 0 ? static_cast<double>(info.st_size) : 0;
}

Family<Counter>& AddCounters(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}

Gauge& AddGauge(prometheus::Registry& registry, const char* name, const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add({});
}

Family<Histogram>& AddHistograms(prometheus::Registry& registry, const char* name,
                                 const char* help) {
  return prometheus::BuildHistogram().Name(name).Help(help).Register(registry);
}

void AddBuildInfo(prometheus::Registry& registry) {
  const BuildInfo build = ThisBuild();
  prometheus::BuildGauge()
      .Name("telemetry_build_info")
      .Help("Which build of the collector runs; always 1.")
      .Register(registry)
      .Add({{"version", std::string(build.version)},
            {"commit", std::string(build.commit)},
            {"compiler", std::string(build.compiler)}})
      .Set(1);
}

}  // namespace

struct CollectorMetrics::Families {
  prometheus::Registry registry;
  Family<Counter>& reports =
      AddCounters(registry, "telemetry_reports_total", "Reports, by what became of them.");
  Histogram& report_seconds =
      AddHistograms(registry, "telemetry_report_seconds", "From a report's arrival to its answer.")
          .Add({}, Seconds());
  Family<Counter>& dropped_items =
      AddCounters(registry, "telemetry_dropped_items_total",
                  "What was not approved in accepted reports, and was dropped.");
  Family<Counter>& program_drops =
      AddCounters(registry, "telemetry_program_drops_total",
                  "Reports of which something of an approved program was dropped.");
  Family<Gauge>& config_info = prometheus::BuildGauge()
                                   .Name("telemetry_config_info")
                                   .Help("Which config is in force; always 1.")
                                   .Register(registry);
  Gauge* config_version = nullptr;  // with the metrics' mutex
  Gauge& config_since = AddGauge(registry, "telemetry_config_since_timestamp_seconds",
                                 "When the config in force came into force, since 1970.");
  Gauge& next_expiry =
      AddGauge(registry, "telemetry_next_expiry_days", "Days until the next approval ends.");
  Gauge& ended_approvals = AddGauge(registry, "telemetry_ended_approvals",
                                    "Entries of the config in force whose end has come.");
  Family<Counter>& http_requests =
      AddCounters(registry, "telemetry_http_requests_total", "HTTP requests.");
  Family<Histogram>& http_seconds =
      AddHistograms(registry, "telemetry_http_request_seconds",
                    "From the arrival of a request's head to the beginning of the reply.");
  Gauge& store_bytes =
      AddGauge(registry, "telemetry_store_bytes", "Size of the report store, its log included.");
  Family<Counter>& publications =
      AddCounters(registry, "telemetry_publications_total",
                  "Runs that made datasets, charts and pages of the reports.");
  Gauge& last_publication =
      AddGauge(registry, "telemetry_last_publication_timestamp_seconds",
               "When the last run that succeeded began, in seconds since 1970.");
  Gauge& publication_seconds = AddGauge(registry, "telemetry_last_publication_seconds",
                                        "How long the last run that succeeded took.");
  Family<Gauge>& alarms = prometheus::BuildGauge()
                              .Name("telemetry_health_alarms")
                              .Help(
                                  "Weeks, this one and the last, in which a release of the program "
                                  "is silent, or its reports are few.")
                              .Register(registry);
};

CollectorMetrics::CollectorMetrics(std::string store_path, std::function<absl::Time()> clock)
    : store_path_(std::move(store_path)),
      clock_(std::move(clock)),
      families_(std::make_unique<Families>()) {
  AddBuildInfo(families_->registry);
  // Create all series now, so that those without events are 0 and not absent.
  for (const char* outcome :
       {"stored", kEmpty, "conflicting", "malformed", "queue_full", "store_failing"}) {
    families_->reports.Add({{"outcome", outcome}});
  }
  for (const char* kind : {"program", "counter", "stack", kUnlisted}) {
    families_->dropped_items.Add({{"kind", kind}});
  }
  for (const char* outcome : {"done", "failed"}) {
    families_->publications.Add({{"outcome", outcome}});
  }
}

CollectorMetrics::~CollectorMetrics() = default;

void CollectorMetrics::ObserveReport(const TakenReport& report) {
  const absl::StatusOr<v1::UploadReportResponse>& taken = report.answer;
  const char* const outcome = report.is_empty ? kEmpty : OutcomeOf(taken.status());
  families_->reports.Add({{"outcome", outcome}}).Increment();
  families_->report_seconds.Observe(absl::ToDoubleSeconds(report.duration));
  if (!taken.ok()) return;
  for (const v1::DroppedItem& item : taken->dropped()) {
    families_->dropped_items.Add({{"kind", std::string(DroppedKindName(item.kind()))}}).Increment();
  }
  families_->dropped_items.Add({{"kind", kUnlisted}})
      .Increment(static_cast<double>(taken->num_unlisted()));
}

void CollectorMetrics::ObserveDrops(const std::vector<Drop>& drops) {
  for (const Drop& drop : drops) {
    if (!drop.program_is_approved) continue;
    families_->program_drops
        .Add({{"program", drop.program},
              {"kind", std::string(ItemKindName(drop.kind))},
              {"reason", std::string(DropReasonName(drop.reason))}})
        .Increment();
  }
}

void CollectorMetrics::ObserveConfig(std::shared_ptr<const ApprovedCounters> approved,
                                     const std::string& version, absl::Time since) {
  const MutexLock lock(mutex_);
  if (families_->config_version != nullptr) {
    families_->config_info.Remove(families_->config_version);
  }
  families_->config_version = &families_->config_info.Add({{"version", version}});
  families_->config_version->Set(1);
  families_->config_since.Set(absl::ToDoubleSeconds(since - absl::UnixEpoch()));
  approved_ = std::move(approved);
}

void CollectorMetrics::UpdateExpiry() const {
  const MutexLock lock(mutex_);
  if (approved_ == nullptr) return;
  const Expiry expiry =
      ExpiryOn(absl::ToCivilDay(clock_(), absl::UTCTimeZone()), approved_->config());
  families_->next_expiry.Set(expiry.days_until_next);
  families_->ended_approvals.Set(static_cast<double>(expiry.ended));
}

void CollectorMetrics::ObserveHttp(const HttpObservation& request) {
  const std::string route = request.pattern.empty() ? "none" : std::string(request.pattern);
  families_->http_requests.Add({{"route", route}, {"status", absl::StrCat(request.status)}})
      .Increment();
  families_->http_seconds.Add({{"route", route}}, Seconds())
      .Observe(absl::ToDoubleSeconds(request.duration));
}

void CollectorMetrics::ObservePublication(const PublishOutcome& outcome) {
  families_->publications.Add({{"outcome", outcome.status.ok() ? "done" : "failed"}}).Increment();
  if (!outcome.status.ok()) return;
  families_->last_publication.Set(absl::ToDoubleSeconds(outcome.start - absl::UnixEpoch()));
  families_->publication_seconds.Set(absl::ToDoubleSeconds(outcome.duration));
}

void CollectorMetrics::ObserveAlarms(const std::vector<HealthAlarm>& alarms) {
  const MutexLock lock(mutex_);
  std::map<std::string, int> weeks;
  for (const std::string& program : alarmed_) weeks[program] = 0;
  for (const HealthAlarm& alarm : alarms) ++weeks[alarm.program];
  for (const auto& [program, count] : weeks) {
    alarmed_.insert(program);
    families_->alarms.Add({{"program", program}}).Set(count);
  }
}

std::string CollectorMetrics::Text() const {
  UpdateExpiry();
  families_->store_bytes.Set(FileBytes(store_path_) + FileBytes(store_path_ + "-wal"));
  return prometheus::TextSerializer().Serialize(families_->registry.Collect());
}

}  // namespace telemetry::upload_internal
