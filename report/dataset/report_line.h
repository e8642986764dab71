// Parses one line of a dataset, a report, with simdjson: the first step of every dataset reader.
//
//   simdjson::dom::object report;
//   if (absl::Status status = ParseReportLine(parser, line, report); !status.ok()) return status;
//
// The functions are stateless; a parser and its objects belong to one thread.

#ifndef REPORT_DATASET_REPORT_LINE_H_
#define REPORT_DATASET_REPORT_LINE_H_

#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "simdjson.h"

namespace telemetry::report_internal {

// Converts the standard library's views, which simdjson returns.
inline absl::string_view ToAbsl(std::string_view text) { return {text.data(), text.size()}; }

// INVALID_ARGUMENT, `X is not a number`.
absl::Status NotA(absl::string_view expected, absl::string_view field);

// Parses a line that is followed by SIMDJSON_PADDING readable bytes. `report` is valid until the
// parser parses again. INVALID_ARGUMENT if the line is not JSON, or not an object.
absl::Status ParseReportLine(simdjson::dom::parser& parser, absl::string_view line,
                             simdjson::dom::object& report);

}  // namespace telemetry::report_internal

#endif  // REPORT_DATASET_REPORT_LINE_H_
