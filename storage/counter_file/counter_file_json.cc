#include "storage/counter_file/counter_file_json.h"

#include <string>
#include <utility>

#include "storage/counter_file/counter_file.pb.h"
#include "storage/json/json_writer.h"

namespace telemetry {

std::string CounterFileToJson(const v1::CounterFile& file) {
  JsonWriter json("\t");
  json.BeginObject();
  json.SortedObject("Meta", file.meta());
  json.SortedObject("Count", file.count());
  json.EndObject();
  return std::move(json).Take();
}

}  // namespace telemetry
