// One line of a dataset, a report, as simdjson parses it: what all that read datasets begin with.
//
//   simdjson::dom::object report;
//   if (absl::Status status = ParseReportLine(parser, line, report); !status.ok()) return status;
//
// The functions have no state of their own; a parser and its objects belong to one thread.

#ifndef REPORT_INTERNAL_REPORT_LINE_H_
#define REPORT_INTERNAL_REPORT_LINE_H_

#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "simdjson.h"

namespace telemetry::internal {

// simdjson's views are the standard library's.
inline absl::string_view ToAbsl(std::string_view text) { return {text.data(), text.size()}; }

// INVALID_ARGUMENT, `X is not a number`.
absl::Status NotA(absl::string_view expected, absl::string_view field);

// Parses a line behind which SIMDJSON_PADDING bytes can be read. `report` is valid until the parser
// parses again. INVALID_ARGUMENT if it is not JSON, or not an object.
absl::Status ParseReportLine(simdjson::dom::parser& parser, absl::string_view line,
                             simdjson::dom::object& report);

}  // namespace telemetry::internal

#endif  // REPORT_INTERNAL_REPORT_LINE_H_
