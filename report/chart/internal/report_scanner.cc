#include "report/chart/internal/report_scanner.h"

#include <string_view>

#include "report/dataset/report_line.h"

namespace telemetry::report_internal {

namespace dom = simdjson::dom;

ReportScanner::ReportScanner(const ChartTable& table)
    : table_(table), last_report_(table.num_counts()), buckets_in_chart_(table.num_charts()) {
  buckets_.reserve(table.num_counts());
}

absl::StatusOr<ScannedReport> ReportScanner::Scan(absl::string_view line) {
  ++report_;
  buckets_.clear();
  populations_.clear();
  dom::object object;
  if (absl::Status status = ParseReportLine(parser_, line, object); !status.ok()) return status;
  LineReport report;
  if (absl::Status status = ReadLineReport(object, report); !status.ok()) return status;
  ScannedReport scanned;
  scanned.x = report.x;
  scanned.week = report.week;
  if (report.has_programs) {
    scanned.has_programs = report.programs.size() > 0;
    for (const dom::element element : report.programs) {
      if (absl::Status status = ScanProgram(element, report.x); !status.ok()) return status;
    }
  }
  const size_t num_buckets = buckets_.size();
  AddTheRest();
  scanned.counts = buckets_;
  scanned.buckets = scanned.counts.first(num_buckets);
  return scanned;
}

void ReportScanner::AddTheRest() {
  const size_t num_buckets = buckets_.size();
  for (size_t i = 0; i < num_buckets; ++i) ++buckets_in_chart_[table_.ChartOf(buckets_[i])];
  for (size_t i = 0; i < num_buckets; ++i) {
    const int bucket = buckets_[i];
    const int chart = table_.ChartOf(bucket);
    if (buckets_in_chart_[chart] < 2) continue;
    buckets_.push_back(table_.Among(bucket));
    int64_t& last = last_report_[table_.Several(chart)];
    if (last != report_) buckets_.push_back(table_.Several(chart));
    last = report_;
  }
  for (size_t i = 0; i < num_buckets; ++i) buckets_in_chart_[table_.ChartOf(buckets_[i])] = 0;
  buckets_.insert(buckets_.end(), populations_.begin(), populations_.end());
}

absl::Status ReportScanner::ScanProgram(dom::element element, double x) {
  LineProgram program;
  if (absl::Status status = ReadLineProgram(element, program); !status.ok()) return status;
  const ChartTable::Buckets* const buckets = table_.Find(program.build.program);
  if (buckets == nullptr) return absl::OkStatus();
  for (const ChartTable::Population& population : buckets->populations) {
    if (x > population.rate || last_report_[population.id] == report_) continue;
    last_report_[population.id] = report_;
    populations_.push_back(population.id);
  }
  AddBucket(buckets->versions, program.build.version);
  AddBucket(buckets->go_versions, program.build.go_version);
  AddBucket(buckets->goos, program.build.goos);
  AddBucket(buckets->goarch, program.build.goarch);
  if (!program.has_counters) return absl::OkStatus();
  for (const auto [name, count] : program.counters) {
    if (!count.is_int64() && !count.is_null()) return NotA("a count", ToAbsl(name));
    AddBucket(buckets->counters, ToAbsl(name));
  }
  return absl::OkStatus();
}

void ReportScanner::AddBucket(const ChartTable::BucketIds& ids, absl::string_view text) {
  const auto id = ids.find(text);
  if (id == ids.end() || last_report_[id->second] == report_) return;
  last_report_[id->second] = report_;
  buckets_.push_back(id->second);
}

}  // namespace telemetry::report_internal
