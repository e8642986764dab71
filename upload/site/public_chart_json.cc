#include "upload/site/public_chart_json.h"

#include <utility>

#include "absl/strings/string_view.h"
#include "storage/json/json_writer.h"

namespace telemetry {
namespace {

absl::string_view KeyOf(PublicValue::Kind kind) {
  switch (kind) {
    case PublicValue::Kind::kExact:
      return "value";
    case PublicValue::Kind::kFewerThan:
      return "fewerThan";
    case PublicValue::Kind::kAtLeast:
      break;
  }
  return "atLeast";
}

void WriteText(JsonWriter& json, absl::string_view key, absl::string_view value) {
  json.Key(key);
  json.String(value);
}

void WriteValue(JsonWriter& json, const PublicValue& value) {
  json.Key(KeyOf(value.kind));
  json.Int(value.value);
}

template <typename Items, typename Write>
void WriteArray(JsonWriter& json, absl::string_view key, const Items& items, Write write) {
  json.Key(key);
  json.BeginArray();
  for (const auto& item : items) write(json, item);
  json.EndArray();
}

void WriteBucket(JsonWriter& json, const PublicBucket& bucket) {
  json.BeginObject();
  WriteText(json, "key", bucket.key);
  WriteValue(json, bucket.value);
  if (!bucket.weekly.empty()) {
    WriteArray(json, "weekly", bucket.weekly, [](JsonWriter& writer, const PublicValue& value) {
      writer.BeginObject();
      WriteValue(writer, value);
      writer.EndObject();
    });
  }
  json.EndObject();
}

void WriteChart(JsonWriter& json, const PublicChart& chart) {
  json.BeginObject();
  WriteText(json, "name", chart.name);
  WriteText(json, "type", chart.type);
  json.Key("ordered");
  json.Bool(chart.ordered);
  WriteArray(json, "buckets", chart.buckets, WriteBucket);
  json.EndObject();
}

void WriteProgram(JsonWriter& json, const PublicProgram& program) {
  json.BeginObject();
  WriteText(json, "name", program.name);
  WriteArray(json, "charts", program.charts, WriteChart);
  json.EndObject();
}

}  // namespace

std::string PublicChartsToJson(const PublicCharts& charts) {
  JsonWriter json;
  json.BeginObject();
  WriteText(json, "start", charts.start);
  WriteText(json, "end", charts.end);
  json.Key("minReports");
  json.Int(charts.min_reports);
  json.Key("reportsAtLeast");
  json.Int(charts.reports_at_least);
  WriteArray(json, "weeks", charts.weeks,
             [](JsonWriter& writer, const std::string& week) { writer.String(week); });
  WriteArray(json, "programs", charts.programs, WriteProgram);
  json.EndObject();
  return std::move(json).Take() + "\n";
}

}  // namespace telemetry
