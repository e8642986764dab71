// What was counted, in the text formats of monitoring systems.
//
//   const std::vector<ExportedCounts> all = {{.collector = "localhost:1", .programs = programs}};
//   out << PrometheusText(all);
//   out << OtlpJson(all, absl::Now());
//
// Counters and stack counters are sums since the first count that is still on this machine; `clean`
// sets them to zero. A stack counter is the sum of its stacks, which have too many lines for a
// label.
//
// All functions are pure.

#ifndef CMD_GOTELEMETRY_EXPORT_EXPORTED_COUNTS_H_
#define CMD_GOTELEMETRY_EXPORT_EXPORTED_COUNTS_H_

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "absl/types/span.h"
#include "report/report.pb.h"

namespace telemetry::cmd {

// What was counted for a collector, or by programs that name none.
struct ExportedCounts {
  std::string collector;  // HOST:PORT, or ""
  std::vector<v1::ProgramReport> programs;
};

// The text format of Prometheus, as node_exporter's textfile collector reads it:
// telemetry_events_total, with the labels collector, program, version, compiler, os, arch, chart,
// bucket. "" if there are no counts.
std::string PrometheusText(absl::Span<const ExportedCounts> all);

// A line of OTLP's JSON: a resource for each program, a monotonic cumulative sum for each chart, a
// data point for each bucket. `now` is the time of the data points. "" if there are no counts.
std::string OtlpJson(absl::Span<const ExportedCounts> all, absl::Time now);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_EXPORT_EXPORTED_COUNTS_H_
