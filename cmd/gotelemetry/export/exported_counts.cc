#include "cmd/gotelemetry/export/exported_counts.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "absl/types/span.h"
#include "storage/json/json_writer.h"
#include "storage/json/utf8.h"

namespace telemetry::cmd {
namespace {

// Counts by bucket, by chart. A counter without a ":" has the bucket "".
using Charts = std::map<std::string, std::map<std::string, int64_t>>;

void Add(int64_t count, int64_t& sum) {
  const int64_t room = std::numeric_limits<int64_t>::max() - sum;
  sum += std::min(count, room);
}

// What is no UTF-8 is replaced: both formats must be.
Charts ChartsOf(const v1::ProgramReport& program) {
  Charts charts;
  for (const auto& [raw_name, count] : program.counters()) {
    const std::string name = ReplaceInvalidUtf8(raw_name);
    const size_t colon = name.find(':');
    const std::string bucket = colon == std::string::npos ? "" : name.substr(colon + 1);
    Add(count, charts[name.substr(0, colon)][bucket]);
  }
  for (const auto& [raw_name, count] : program.stacks()) {
    const std::string name = ReplaceInvalidUtf8(raw_name);
    Add(count, charts[name.substr(0, name.find('\n'))][""]);
  }
  return charts;
}

void AppendLabel(std::string& labels, absl::string_view name, absl::string_view value) {
  absl::StrAppend(&labels, labels.empty() ? "" : ",", name, "=\"",
                  absl::StrReplaceAll(value, {{"\\", "\\\\"}, {"\"", "\\\""}, {"\n", "\\n"}}),
                  "\"");
}

std::string ProgramLabels(const std::string& collector, const v1::ProgramReport& program) {
  std::string labels;
  AppendLabel(labels, "collector", collector);
  AppendLabel(labels, "program", ReplaceInvalidUtf8(program.program()));
  AppendLabel(labels, "version", ReplaceInvalidUtf8(program.version()));
  AppendLabel(labels, "compiler", ReplaceInvalidUtf8(program.go_version()));
  AppendLabel(labels, "os", ReplaceInvalidUtf8(program.goos()));
  AppendLabel(labels, "arch", ReplaceInvalidUtf8(program.goarch()));
  return labels;
}

void WriteAttribute(JsonWriter& json, absl::string_view key, absl::string_view value) {
  json.BeginObject();
  json.Field("key", key);
  json.Key("value");
  json.BeginObject();
  json.Field("stringValue", value);
  json.EndObject();
  json.EndObject();
}

// Names of attributes are OpenTelemetry's, where it has some.
void WriteResource(JsonWriter& json, const std::string& collector,
                   const v1::ProgramReport& program) {
  json.Key("resource");
  json.BeginObject();
  json.Key("attributes");
  json.BeginArray();
  WriteAttribute(json, "service.name", program.program());
  WriteAttribute(json, "service.version", program.version());
  WriteAttribute(json, "telemetry.collector", collector);
  WriteAttribute(json, "telemetry.compiler", program.go_version());
  WriteAttribute(json, "os.type", program.goos());
  WriteAttribute(json, "host.arch", program.goarch());
  json.EndArray();
  json.EndObject();
}

void WriteDataPoint(JsonWriter& json, const std::string& bucket, int64_t count,
                    const std::string& time) {
  json.BeginObject();
  json.Key("attributes");
  json.BeginArray();
  if (!bucket.empty()) WriteAttribute(json, "bucket", bucket);
  json.EndArray();
  json.Field("timeUnixNano", time);
  json.Field("asInt", absl::StrCat(count));  // 64 bits are text in protobuf's JSON
  json.EndObject();
}

void WriteMetrics(JsonWriter& json, const Charts& charts, const std::string& time) {
  constexpr int kCumulative = 2;
  json.Key("metrics");
  json.BeginArray();
  for (const auto& [chart, buckets] : charts) {
    json.BeginObject();
    json.Field("name", chart);
    json.Field("unit", "1");
    json.Key("sum");
    json.BeginObject();
    json.Field("aggregationTemporality", kCumulative);
    json.Field("isMonotonic", true);
    json.Key("dataPoints");
    json.BeginArray();
    for (const auto& [bucket, count] : buckets) WriteDataPoint(json, bucket, count, time);
    json.EndArray();
    json.EndObject();
    json.EndObject();
  }
  json.EndArray();
}

}  // namespace

std::string PrometheusText(absl::Span<const ExportedCounts> all) {
  // By their labels: programs whose names differ only in what is no UTF-8 have the same, and a series
  // that is there twice spoils the file.
  std::map<std::string, int64_t> series;
  for (const ExportedCounts& counts : all) {
    for (const v1::ProgramReport& program : counts.programs) {
      const std::string program_labels = ProgramLabels(counts.collector, program);
      for (const auto& [chart, buckets] : ChartsOf(program)) {
        for (const auto& [bucket, count] : buckets) {
          std::string labels = program_labels;
          AppendLabel(labels, "chart", chart);
          AppendLabel(labels, "bucket", bucket);
          Add(count, series[labels]);
        }
      }
    }
  }
  if (series.empty()) return "";
  std::string text =
      "# HELP telemetry_events_total What programs have counted on this machine.\n"
      "# TYPE telemetry_events_total counter\n";
  for (const auto& [labels, count] : series) {
    absl::StrAppend(&text, "telemetry_events_total{", labels, "} ", count, "\n");
  }
  return text;
}

std::string OtlpJson(absl::Span<const ExportedCounts> all, absl::Time now) {
  const std::string time = absl::StrCat(absl::ToUnixNanos(now));
  bool is_empty = true;
  JsonWriter json;
  json.BeginObject();
  json.Key("resourceMetrics");
  json.BeginArray();
  for (const ExportedCounts& counts : all) {
    for (const v1::ProgramReport& program : counts.programs) {
      is_empty = false;
      json.BeginObject();
      WriteResource(json, counts.collector, program);
      json.Key("scopeMetrics");
      json.BeginArray();
      json.BeginObject();
      json.Key("scope");
      json.BeginObject();
      json.Field("name", "gotelemetry");
      json.EndObject();
      WriteMetrics(json, ChartsOf(program), time);
      json.EndObject();
      json.EndArray();
      json.EndObject();
    }
  }
  json.EndArray();
  json.EndObject();
  return is_empty ? "" : absl::StrCat(std::move(json).Take(), "\n");
}

}  // namespace telemetry::cmd
