#include "storage/counter_file/counter_file_json.h"

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "storage/counter_file/counter_file.pb.h"
#include "storage/json/json_writer.h"

namespace telemetry {

std::string CounterFileToJson(const v1::CounterFile& file) {
  JsonWriter json("\t");
  json.BeginObject();
  json.Key("Meta");
  json.BeginObject();
  for (const auto& [key, value] :
       std::map<std::string, std::string>(file.meta().begin(), file.meta().end())) {
    json.Key(key);
    json.String(value);
  }
  json.EndObject();
  json.Key("Count");
  json.BeginObject();
  for (const auto& [name, count] :
       std::map<std::string, uint64_t>(file.count().begin(), file.count().end())) {
    json.Key(name);
    json.Uint(count);
  }
  json.EndObject();
  json.EndObject();
  return std::move(json).Take();
}

}  // namespace telemetry
