#include "upload/site/public_chart_json.h"

#include <utility>

#include "absl/strings/string_view.h"
#include "storage/json/json_writer.h"
#include "upload/site/chart_key.h"

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

void WriteValue(JsonWriter& json, const PublicValue& value) {
  json.Field(KeyOf(value.kind), value.value);
}

void WriteBucket(JsonWriter& json, const PublicBucket& bucket) {
  json.BeginObject();
  json.Field("key", bucket.key);
  WriteValue(json, bucket.value);
  if (!bucket.weekly.empty()) {
    json.Array("weekly", bucket.weekly, [](JsonWriter& writer, const PublicValue& value) {
      writer.BeginObject();
      WriteValue(writer, value);
      writer.EndObject();
    });
  }
  json.EndObject();
}

void WriteChart(JsonWriter& json, const PublicProgram& program, const PublicChart& chart) {
  json.BeginObject();
  json.Field("id", ChartId(program.name, chart.name));
  json.Field("name", chart.name);
  json.Field("type", chart.type);
  json.Field("ordered", chart.ordered);
  json.Field("exclusive", chart.exclusive);
  json.Field("rate", chart.rate);
  if (chart.reports_about > 0) json.Field("reportsAbout", chart.reports_about);
  if (!chart.weekly_reports_about.empty()) {
    json.Array("weeklyReportsAbout", chart.weekly_reports_about);
  }
  json.Array("buckets", chart.buckets, WriteBucket);
  json.EndObject();
}

void WriteProgram(JsonWriter& json, const PublicProgram& program) {
  json.BeginObject();
  json.Field("name", program.name);
  if (program.reports_about > 0) json.Field("reportsAbout", program.reports_about);
  json.Array("charts", program.charts, [&program](JsonWriter& writer, const PublicChart& chart) {
    WriteChart(writer, program, chart);
  });
  json.EndObject();
}

}  // namespace

std::string PublicChartsToJson(const PublicCharts& charts) {
  JsonWriter json;
  json.BeginObject();
  json.Field("start", charts.start);
  json.Field("end", charts.end);
  json.Field("minReports", charts.min_reports);
  json.Field("reportsAtLeast", charts.reports_at_least);
  json.Array("weeks", charts.weeks);
  json.Array("programs", charts.programs, WriteProgram);
  json.EndObject();
  return std::move(json).Take() + "\n";
}

}  // namespace telemetry
