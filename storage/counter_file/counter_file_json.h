#ifndef STORAGE_COUNTER_FILE_COUNTER_FILE_JSON_H_
#define STORAGE_COUNTER_FILE_COUNTER_FILE_JSON_H_

#include <string>

#include "storage/counter_file/counter_file.pb.h"

namespace telemetry {

// A counter file in readable form, {"Meta": {...}, "Count": {...}}: keys sorted, indented by tabs,
// without a newline at the end, as Go's `gotelemetry dump` prints it. Pure.
std::string CounterFileToJson(const v1::CounterFile& file);

}  // namespace telemetry

#endif  // STORAGE_COUNTER_FILE_COUNTER_FILE_JSON_H_
