// Reads and writes reports in Go's JSON form.
//
//   absl::StatusOr<v1::Report> report = ParseReportJson(text, "local.2026-11-18.json");
//   std::string file = ReportToJson(*report);         // what Go's uploader writes
//   std::string line = ReportToCompactJson(*report);  // a line of a merged dataset
//
// All functions are pure and thread-safe.

#ifndef REPORT_REPORT_JSON_H_
#define REPORT_REPORT_JSON_H_

#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "report/report.pb.h"

namespace telemetry {

// Parses a report. `name` says where it came from, for error messages.
//
// Accepts what Go's encoding/json accepts for its Report: keys in any order, unknown keys ignored,
// missing ones left empty, invalid UTF-8 and lone surrogates replaced by U+FFFD. null leaves a text
// or number as it was, and empties a list or an object. Unlike Go, keys are case-sensitive, a
// program must not be null, a count must not be negative, and the last of a repeated key counts,
// where Go merges the objects of repeated `Counters`, `Stacks` and `Programs`.
//
// INVALID_ARGUMENT, with `name` and the position inside the report: it is not a single JSON object,
// a value has the wrong type, or a count is not an integer from 0 to 2^63-1. Other requirements are
// checked elsewhere (check_upload.h).
absl::StatusOr<v1::Report> ParseReportJson(absl::string_view json, absl::string_view name);

// The same for a local report, where Go writes a count of 2^63 or more as a negative number. Such a
// count is read as 2^63-1, where our counts saturate.
absl::StatusOr<v1::Report> ParseLocalReportJson(absl::string_view json, absl::string_view name);

// As Go's json.MarshalIndent(report, "", " "): keys in schema order, map keys sorted, no newline at
// the end. A report without programs has "Programs": null, as Go writes it.
std::string ReportToJson(const v1::Report& report);

// The same on one line, as Go's json.Marshal(report).
std::string ReportToCompactJson(const v1::Report& report);

}  // namespace telemetry

#endif  // REPORT_REPORT_JSON_H_
