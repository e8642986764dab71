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
  dom::object report;
  if (absl::Status status = ParseReportLine(parser_, line, report); !status.ok()) return status;
  ScannedReport scanned;
  dom::element programs;
  bool is_null = true;
  for (const auto [name, value] : report) {
    if (name == "Programs") {
      programs = value;
      is_null = value.is_null();
      continue;
    }
    if (value.is_null()) continue;
    if (name == "X") {
      if (value.get(scanned.x)) return NotA("a number", "X");
    } else if (name == "Week") {
      std::string_view week;
      if (value.get(week)) return NotA("a string", "Week");
      scanned.week = ToAbsl(week);
    }
  }
  if (!is_null) {
    if (absl::Status status = ScanPrograms(programs, scanned); !status.ok()) return status;
  }
  scanned.buckets = buckets_;
  return scanned;
}

absl::Status ReportScanner::ScanPrograms(dom::element programs, ScannedReport& scanned) {
  dom::array entries;
  if (programs.get(entries)) return NotA("an array", "Programs");
  scanned.has_programs = entries.size() > 0;
  for (const dom::element element : entries) {
    dom::object entry;
    if (element.get(entry)) return NotA("an object", "an element of Programs");
    if (absl::Status status = ScanProgram(entry); !status.ok()) return status;
  }
  return absl::OkStatus();
}

absl::Status ReportScanner::ScanProgram(dom::object entry) {
  absl::string_view program, version, go_version, goos, goarch;
  dom::element counters;
  bool has_counters = false;
  for (const auto [name, value] : entry) {
    if (name == "Counters") {
      counters = value;
      has_counters = !value.is_null();
      continue;
    }
    if (value.is_null()) continue;
    absl::string_view* const field = name == "Program"     ? &program
                                     : name == "Version"   ? &version
                                     : name == "GoVersion" ? &go_version
                                     : name == "GOOS"      ? &goos
                                     : name == "GOARCH"    ? &goarch
                                                           : nullptr;
    if (field == nullptr) continue;
    std::string_view text;
    if (value.get(text)) return NotA("a string", ToAbsl(name));
    *field = ToAbsl(text);
  }
  const ChartTable::Buckets* const buckets = table_.Find(program);
  if (buckets == nullptr) return absl::OkStatus();
  AddBucket(buckets->versions, version);
  AddBucket(buckets->go_versions, go_version);
  AddBucket(buckets->goos, goos);
  AddBucket(buckets->goarch, goarch);
  return has_counters ? ScanCounters(counters, buckets->counters) : absl::OkStatus();
}

absl::Status ReportScanner::ScanCounters(dom::element counters, const ChartTable::BucketIds& ids) {
  dom::object counts;
  if (counters.get(counts)) return NotA("an object", "Counters");
  for (const auto [name, count] : counts) {
    if (!count.is_int64() && !count.is_null()) return NotA("a count", ToAbsl(name));
    AddBucket(ids, ToAbsl(name));
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
