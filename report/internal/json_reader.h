// Reads single JSON values the way Go's encoding/json decodes them, on top of simdjson's on-demand
// parser.
//
//   simdjson::ondemand::parser parser;
//   const simdjson::padded_string text(ReplaceInvalidText(json));
//   absl::Status status = ReadDocument(parser, text, [&](absl::string_view key, JsonValue value) {
//     if (key == "Count") { count = ReadCount(value); return count.status(); }
//     return CheckValue(value);
//   });
//
// The on-demand parser looks only at what is asked for, so every value must be either read or
// checked; then exactly the texts that are JSON pass. All errors are INVALID_ARGUMENT and name what
// was wrong, not where: AddPlace() does that on the way out.
//
// The functions have no state of their own; a parser and its values belong to one thread.

#ifndef REPORT_INTERNAL_JSON_READER_H_
#define REPORT_INTERNAL_JSON_READER_H_

#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "simdjson.h"

namespace telemetry::internal {

using JsonValue = simdjson::ondemand::value;
// Called for each field of an object. The key is unescaped and lives as long as the document.
using FieldReader = absl::FunctionRef<absl::Status(absl::string_view key, JsonValue value)>;
using ElementReader = absl::FunctionRef<absl::Status(JsonValue value)>;

// `json` with U+FFFD for each byte that is not valid UTF-8 and for each \uXXXX escape of half a
// surrogate pair. Go's decoder replaces them; simdjson refuses them.
std::string ReplaceInvalidText(absl::string_view json);

// Reads a text that is one JSON object and nothing else. `text` must outlive the values read from
// it.
absl::Status ReadDocument(simdjson::ondemand::parser& parser, const simdjson::padded_string& text,
                          FieldReader read_field);

// Each field or element in its order. null is an empty object or array.
absl::Status ReadObject(JsonValue value, FieldReader read_field);
absl::Status ReadArray(JsonValue value, ElementReader read_element);

bool IsNull(JsonValue value);
// A string; empty for null.
absl::StatusOr<std::string> ReadString(JsonValue value);
// A number; 0 for null.
absl::StatusOr<double> ReadDouble(JsonValue value);
// An integer from 0 to 2^63-1, written without fraction or exponent; 0 for null.
absl::StatusOr<int64_t> ReadCount(JsonValue value);

// OK if `value` is valid JSON. Nesting deeper than 500 levels is refused.
absl::Status CheckValue(JsonValue value);

// `status` with `place` before its message, as in "Programs[2]: Counters: not an object".
absl::Status AddPlace(absl::Status status, absl::string_view place);

}  // namespace telemetry::internal

#endif  // REPORT_INTERNAL_JSON_READER_H_
