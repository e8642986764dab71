// Writes a day's merged dataset: newline-delimited JSON, one report per line. The collector
// publishes it, and charts are made from it (chart.h).
//
//   absl::StatusOr<int64_t> reports = WriteDataset(
//       out_dir + "/2026-11-18.json",
//       [&](ReportSink sink) { return reader.ForEach(week, sink); });  // storage/report_store/report_reader.h
//
// Streams: memory does not grow with the dataset. Thread-safe for different paths.

#ifndef REPORT_DATASET_DATASET_WRITER_H_
#define REPORT_DATASET_DATASET_WRITER_H_

#include <cstdint>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace telemetry {

// Receives one report: compact JSON (report_json.h) without a newline.
using ReportSink = absl::FunctionRef<absl::Status(absl::string_view json)>;
// Passes reports to the sink one after another. Their order becomes the dataset's, so it must be
// the same each time for the same reports. Stops at the first error that the sink returns.
using ReportSource = absl::FunctionRef<absl::Status(ReportSink sink)>;

// Writes everything that `reports` passes to its sink to the file at `path`, replacing any existing
// file, and returns the number of reports. The file appears only when it is complete. Errors: that
// of `reports`; that of the failed system call, naming the path.
absl::StatusOr<int64_t> WriteDataset(const std::string& path, ReportSource reports);

}  // namespace telemetry

#endif  // REPORT_DATASET_DATASET_WRITER_H_
