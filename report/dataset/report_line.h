// Reads one line of a dataset, a report, with simdjson: the first steps of every dataset reader.
//
//   simdjson::dom::object object;
//   if (absl::Status status = ParseReportLine(parser, line, object); !status.ok()) return status;
//   LineReport report;
//   if (absl::Status status = ReadLineReport(object, report); !status.ok()) return status;
//   if (!report.has_programs) return absl::OkStatus();
//   for (const simdjson::dom::element element : report.programs) {
//     LineProgram program;
//     if (absl::Status status = ReadLineProgram(element, program); !status.ok()) return status;
//   }
//
// or, where several readers look at the same line, ReadWholeLine() in place of the last two.
//
// The functions are stateless; a parser and its objects belong to one thread.

#ifndef REPORT_DATASET_REPORT_LINE_H_
#define REPORT_DATASET_REPORT_LINE_H_

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "simdjson.h"
#include "storage/counter_file/program_build.h"

namespace telemetry::report_internal {

// Converts the standard library's views, which simdjson returns.
inline absl::string_view ToAbsl(std::string_view text) { return {text.data(), text.size()}; }

// INVALID_ARGUMENT, `X is not a number`.
absl::Status NotA(absl::string_view expected, absl::string_view field);

// Parses a line that is followed by SIMDJSON_PADDING readable bytes. `report` is valid until the
// parser parses again. INVALID_ARGUMENT if the line is not JSON, or not an object.
absl::Status ParseReportLine(simdjson::dom::parser& parser, absl::string_view line,
                             simdjson::dom::object& report);

// The fields of a report. What is missing or null is empty, as in Go.
struct LineReport {
  absl::string_view week, last_week, config;
  double x = 0;
  bool has_programs = false;
  simdjson::dom::array programs;  // not to be used unless has_programs
};

// The fields of a program's entry. What is missing or null is empty, as in Go.
struct LineProgram {
  ProgramBuild build;
  bool has_counters = false;
  bool has_stacks = false;
  simdjson::dom::object counters;  // not to be used unless has_counters
  simdjson::dom::object stacks;    // not to be used unless has_stacks
};

// A report and its entries, in their order.
struct WholeLine {
  LineReport report;
  std::vector<LineProgram> programs;
};

// Read the fields that report_fields.h knows, of which the last one of a repeated key counts, into
// what is empty. Counts are not looked at. INVALID_ARGUMENT if a field is of another kind.
absl::Status ReadLineReport(simdjson::dom::object object, LineReport& report);
absl::Status ReadLineProgram(simdjson::dom::element element, LineProgram& program);
// Reads both, in place of what `line` had before, whose memory is used again.
absl::Status ReadWholeLine(simdjson::dom::object object, WholeLine& line);

}  // namespace telemetry::report_internal

#endif  // REPORT_DATASET_REPORT_LINE_H_
