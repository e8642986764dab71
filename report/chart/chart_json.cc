#include "report/chart/chart_json.h"

#include <utility>

#include "absl/strings/string_view.h"
#include "storage/json/json_writer.h"

namespace telemetry {
namespace {

// An array of `items`, each written by `write`; null if there are none, as Go writes a nil slice.
template <typename Items, typename Write>
void WriteSlice(JsonWriter& json, absl::string_view key, const Items& items, Write write) {
  if (!items.empty()) return json.Array(key, items, write);
  json.Key(key);
  json.Null();
}

void WriteDatum(JsonWriter& json, const v1::Datum& datum) {
  json.BeginObject();
  json.Field("Week", datum.week());
  json.Field("Key", datum.key());
  json.Field("Value", datum.value());
  json.EndObject();
}

void WriteChart(JsonWriter& json, const v1::Chart& chart) {
  json.BeginObject();
  json.Field("ID", chart.id());
  json.Field("Name", chart.name());
  json.Field("Type", chart.type());
  WriteSlice(json, "Data", chart.data(), WriteDatum);
  json.EndObject();
}

void WriteProgram(JsonWriter& json, const v1::ProgramCharts& program) {
  json.BeginObject();
  json.Field("ID", program.id());
  json.Field("Name", program.name());
  WriteSlice(json, "Charts", program.charts(), WriteChart);
  json.EndObject();
}

}  // namespace

std::string ChartDataToJson(const v1::ChartData& data) {
  JsonWriter json;
  json.BeginObject();
  WriteSlice(json, "DateRange", data.date_range(),
             [](JsonWriter& writer, const std::string& day) { writer.String(day); });
  WriteSlice(json, "Programs", data.programs(), WriteProgram);
  json.Field("NumReports", data.num_reports());
  json.EndObject();
  return std::move(json).Take() + "\n";
}

}  // namespace telemetry
