// Makes charts of merged datasets (merge.h): for each program of a config, how many machines report
// each version, platform, compiler and counter.
//
//   absl::StatusOr<v1::ChartData> charts = ChartDatasets(
//       {"data/2026-11-17.json", "data/2026-11-18.json"}, config,
//       {.start = absl::CivilDay(2026, 11, 17), .end = absl::CivilDay(2026, 11, 18)});
//   std::string file = ChartDataToJson(*charts);  // chart_json.h
//
// For each program of the config, in its order, there is a chart `Version` (not for programs of the
// Go toolchain, cmd/...), `GOOS`, `GOARCH`, `GoVersion`, and one for each counter of the config,
// named by what stands before its ":". A bar's value is the number of distinct reports, by X, that
// have its bucket for the program. Bars are sorted: versions as semantic versions, compilers as Go
// versions, all else as text. Charts of versions and compilers have bars only for those that occur;
// other charts have all bars of the config. A chart without any report is left out. `go1.22.3`
// counts as `go1.22`.
//
// How. Every report is first counted as if its X were unique, into one array a thread. Then the Xs,
// of which 8 bytes each were kept, are sorted; only if some occur more than once are the datasets
// read a second time, to take back what the repetitions have counted. Memory is 8 bytes a report
// and a few megabytes, however large the datasets. The cost is that of reading and parsing the
// JSON, divided by the number of threads; twice that if Xs repeat, and more often only if several
// hundred thousand do.
//
// Thread-safe.

#ifndef REPORT_CHART_H_
#define REPORT_CHART_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "config/upload_config.pb.h"
#include "report/chart.pb.h"

namespace telemetry {

struct ChartOptions {
  // The range that the datasets cover, as the charts state it. Reports are not checked against it.
  absl::CivilDay start;
  absl::CivilDay end;
  // 0: as many as the machine runs at once.
  int threads = 0;
};

// The charts of all reports in the files at `paths`, plain, gzip or zstd. Errors: INVALID_ARGUMENT,
// `FILE:LINE: ` and what is wrong, for the first line that is not a report; OutOfRange for one of
// more than 8 MiB; DataLoss for damaged compressed data; ResourceExhausted if memory runs out;
// Cancelled once `is_cancelled` says so, which the calling thread asks every few milliseconds; else
// that of the system call that failed, with the file.
absl::StatusOr<v1::ChartData> ChartDatasets(
    const std::vector<std::string>& paths, const v1::UploadConfig& config,
    const ChartOptions& options, absl::FunctionRef<bool()> is_cancelled = [] { return false; });

}  // namespace telemetry

#endif  // REPORT_CHART_H_
