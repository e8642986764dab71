// Makes charts from datasets (dataset_writer.h): for each program of a config, how many machines
// report each version, platform, compiler and counter.
//
//   absl::StatusOr<v1::ChartData> charts = ChartDatasets(
//       {"data/2026-11-17.json", "data/2026-11-18.json"}, config,
//       {.start = absl::CivilDay(2026, 11, 17), .end = absl::CivilDay(2026, 11, 18)});
//   std::string file = ChartDataToJson(*charts);  // chart_json.h
//
// Each program of the config, in the config's order, gets the charts `Version` (except programs of
// the Go toolchain, cmd/...), `GOOS`, `GOARCH`, `GoVersion`, and one for each counter of the
// config, named by the part before its ":". A bar's value is the number of distinct reports, by X,
// that have its bucket for the program. Bars are sorted: versions as semantic versions, compilers
// as Go versions, everything else as text. Charts of versions and compilers have bars only for
// values that occur; other charts have all bars of the config. Charts without any reports are left
// out. `go1.22.3` counts as `go1.22`.
//
// Implementation: every report is first counted as if its X were unique, into one array per thread.
// Then the Xs, of which 8 bytes each were kept, are sorted; only if some occur more than once are
// the datasets read a second time, to subtract what the repetitions added. Memory is 8 bytes per
// report plus a few megabytes, however large the datasets, and at most 16 MiB more if Xs repeat.
// The cost is that of reading and parsing the JSON, divided by the number of threads; twice that if
// Xs repeat, and more only if several hundred thousand do.
//
// Thread-safe.

#ifndef REPORT_CHART_CHART_H_
#define REPORT_CHART_CHART_H_

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "config/upload_config/upload_config.pb.h"
#include "report/chart/chart.pb.h"

namespace telemetry {

struct ChartOptions {
  // The range that the datasets cover, stated in the charts. Reports are not checked against it.
  absl::CivilDay start;
  absl::CivilDay end;
  // 0: as many as the machine can run at once.
  int threads = 0;
};

// The charts of all reports in the files at `paths`, plain, gzip or zstd. Errors: INVALID_ARGUMENT,
// `FILE:LINE: ` and what is wrong, for the first line that is not a report; OutOfRange for a line
// of more than 8 MiB; DataLoss for damaged compressed data; ResourceExhausted if memory runs out;
// Cancelled once `is_cancelled`, which the calling thread polls every few milliseconds, returns
// true; otherwise the error of the failed system call, with the file.
absl::StatusOr<v1::ChartData> ChartDatasets(
    const std::vector<std::string>& paths, const v1::UploadConfig& config,
    const ChartOptions& options, absl::FunctionRef<bool()> is_cancelled = [] { return false; });

}  // namespace telemetry

#endif  // REPORT_CHART_CHART_H_
