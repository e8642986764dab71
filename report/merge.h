// Writes a day's merged dataset: newline-delimited JSON, a report a line, which is what the
// collector publishes and what charts are made of (chart.h).
//
//   absl::StatusOr<int64_t> reports = WriteDataset(
//       out_dir + "/2026-11-18.json",
//       [&](ReportSink sink) { return reader.ForEach(week, sink); });  // storage/report_reader.h
//
// Streams: memory does not grow with the dataset. Thread-safe for different paths.

#ifndef REPORT_MERGE_H_
#define REPORT_MERGE_H_

#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace telemetry {

// Takes one report: compact JSON (report_json.h) without a newline.
using ReportSink = absl::FunctionRef<absl::Status(absl::string_view json)>;
// Gives the sink one report after another. Their order becomes the dataset's, so it must be the
// same each time for the same reports. Ends with the first error that the sink returns.
using ReportSource = absl::FunctionRef<absl::Status(ReportSink sink)>;

// Writes everything that `reports` gives to the file at `path`, in place of one that is there, and
// tells how many reports they were. The file appears only when it is complete. Errors: that of
// `reports`; that of the system call that failed, naming the path.
absl::StatusOr<int64_t> WriteDataset(const std::string& path, ReportSource reports);

}  // namespace telemetry

#endif  // REPORT_MERGE_H_
