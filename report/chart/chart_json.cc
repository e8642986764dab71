#include "report/chart/chart_json.h"

#include <utility>

#include "absl/strings/string_view.h"
#include "storage/json/json_writer.h"

namespace telemetry {
namespace {

void WriteField(JsonWriter& json, absl::string_view key, absl::string_view value) {
  json.Key(key);
  json.String(value);
}

// An array of `items`, each written by `write`; null if there are none, as Go writes a nil slice.
template <typename Items, typename Write>
void WriteArray(JsonWriter& json, absl::string_view key, const Items& items, Write write) {
  json.Key(key);
  if (items.empty()) return json.Null();
  json.BeginArray();
  for (const auto& item : items) write(json, item);
  json.EndArray();
}

void WriteDatum(JsonWriter& json, const v1::Datum& datum) {
  json.BeginObject();
  WriteField(json, "Week", datum.week());
  WriteField(json, "Key", datum.key());
  json.Key("Value");
  json.Int(datum.value());
  json.EndObject();
}

void WriteChart(JsonWriter& json, const v1::Chart& chart) {
  json.BeginObject();
  WriteField(json, "ID", chart.id());
  WriteField(json, "Name", chart.name());
  WriteField(json, "Type", chart.type());
  WriteArray(json, "Data", chart.data(), WriteDatum);
  json.EndObject();
}

void WriteProgram(JsonWriter& json, const v1::ProgramCharts& program) {
  json.BeginObject();
  WriteField(json, "ID", program.id());
  WriteField(json, "Name", program.name());
  WriteArray(json, "Charts", program.charts(), WriteChart);
  json.EndObject();
}

}  // namespace

std::string ChartDataToJson(const v1::ChartData& data) {
  JsonWriter json;
  json.BeginObject();
  WriteArray(json, "DateRange", data.date_range(),
             [](JsonWriter& writer, const std::string& day) { writer.String(day); });
  WriteArray(json, "Programs", data.programs(), WriteProgram);
  json.Key("NumReports");
  json.Int(data.num_reports());
  json.EndObject();
  return std::move(json).Take() + "\n";
}

}  // namespace telemetry
