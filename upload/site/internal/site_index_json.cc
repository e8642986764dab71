#include "upload/site/internal/site_index_json.h"

#include <optional>
#include <utility>

#include "absl/strings/string_view.h"
#include "storage/json/json_writer.h"

namespace telemetry::upload_internal {
namespace {

void WriteKey(JsonWriter& json, absl::string_view name, const std::optional<std::string>& key) {
  json.Key(name);
  key.has_value() ? json.String(*key) : json.Null();
}

void WriteDataset(JsonWriter& json, const DatasetEntry& dataset) {
  json.BeginObject();
  json.Key("day");
  json.String(dataset.day);
  json.Key("reports");
  json.Int(dataset.reports);
  json.Key("bytes");
  json.Uint(dataset.bytes);
  json.Key("sha256");
  json.String(dataset.sha256);
  json.EndObject();
}

}  // namespace

std::string ChartIndexToJson(const ChartIndex& index) {
  JsonWriter json;
  json.BeginObject();
  WriteKey(json, "latest", index.latest);
  WriteKey(json, "trend", index.trend);
  json.Key("weeks");
  json.BeginArray();
  for (const std::string& week : index.weeks) json.String(week);
  json.EndArray();
  json.EndObject();
  return std::move(json).Take() + "\n";
}

std::string DatasetListToJson(const std::vector<DatasetEntry>& datasets) {
  JsonWriter json;
  json.BeginObject();
  json.Key("days");
  json.BeginArray();
  for (const DatasetEntry& dataset : datasets) WriteDataset(json, dataset);
  json.EndArray();
  json.EndObject();
  return std::move(json).Take() + "\n";
}

}  // namespace telemetry::upload_internal
