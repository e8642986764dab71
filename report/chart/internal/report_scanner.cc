#include "report/chart/internal/report_scanner.h"

#include <string_view>

#include "report/dataset/report_line.h"

namespace telemetry::report_internal {

namespace dom = simdjson::dom;

ReportScanner::ReportScanner(const ChartTable& table)
    : table_(table), last_report_(table.num_buckets()) {
  buckets_.reserve(table.num_buckets());
}

absl::StatusOr<ScannedReport> ReportScanner::Scan(absl::string_view line) {
  ++report_;
  buckets_.clear();
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
      if (absl::Status status = ScanProgram(element); !status.ok()) return status;
    }
  }
  scanned.buckets = buckets_;
  return scanned;
}

absl::Status ReportScanner::ScanProgram(dom::element element) {
  LineProgram program;
  if (absl::Status status = ReadLineProgram(element, program); !status.ok()) return status;
  const ChartTable::Buckets* const buckets = table_.Find(program.build.program);
  if (buckets == nullptr) return absl::OkStatus();
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
