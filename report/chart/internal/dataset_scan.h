// Visits all reports of merged datasets with several threads.
//
//   absl::Status status = ScanDatasets(files, table, /*threads=*/2,
//                                      [&](int thread, const ScannedReport& report) {
//                                        tallies[thread].Add(report);
//                                      });

#ifndef REPORT_CHART_INTERNAL_DATASET_SCAN_H_
#define REPORT_CHART_INTERNAL_DATASET_SCAN_H_

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/types/span.h"
#include "report/chart/internal/chart_table.h"
#include "report/chart/internal/report_scanner.h"
#include "report/dataset/dataset_reader.h"

namespace telemetry::report_internal {

// Called for each report, concurrently by several threads, each with its own number, from 0.
using ReportVisitor = absl::FunctionRef<void(int thread, const ScannedReport& report)>;

// Errors: those of ScanLines(); INVALID_ARGUMENT for a line that is not a report. Each thread holds
// a few hundred kilobytes. The calling thread polls `is_cancelled` every few milliseconds.
absl::Status ScanDatasets(
    absl::Span<const DatasetFile> files, const ChartTable& table, int threads, ReportVisitor visit,
    absl::FunctionRef<bool()> is_cancelled = [] { return false; });

}  // namespace telemetry::report_internal

#endif  // REPORT_CHART_INTERNAL_DATASET_SCAN_H_
