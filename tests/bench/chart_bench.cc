// Measures making charts from a merged dataset, compared with a bare pass of a JSON parser over the
// same bytes, and the memory taken per report. tools/bench compares and judges.

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/time/civil_time.h"
#include "benchmark/benchmark.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "report/chart/chart.h"
#include "report/dataset/dataset_writer.h"
#include "simdjson.h"
#include "storage/files/file.h"
#include "tests/bench/dataset_generator.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

constexpr char kConfigPath[] = "config/upload_config/testdata/upload_config.json";
constexpr int kNumReports = 20000;

// Ends the benchmark on an error: there is nothing to measure then.
void CheckOk(const absl::Status& status) {
  if (status.ok()) return;
  std::cerr << status << "\n";
  std::exit(1);
}

const v1::UploadConfig& Config() {
  static const v1::UploadConfig* const config = [] {
    const absl::StatusOr<std::string> json = ReadFile(kConfigPath, 64 << 20);
    CheckOk(json.status());
    absl::StatusOr<v1::UploadConfig> parsed = ParseUploadConfigJson(*json, kConfigPath);
    CheckOk(parsed.status());
    return new v1::UploadConfig(*std::move(parsed));
  }();
  return *config;
}

// The path of a dataset of `num_reports`, which is written on first use.
std::string Dataset(int num_reports) {
  static const TempDir dir;
  const std::string path = absl::StrCat(dir.path(), "/", num_reports, ".json");
  if (access(path.c_str(), F_OK) == 0) return path;
  DatasetGenerator generator(Config(), /*seed=*/1);
  CheckOk(WriteDataset(path, [&](ReportSink sink) {
            absl::Status status;
            for (int i = 0; i < num_reports && status.ok(); ++i)
              status = sink(generator.NextLine());
            return status;
          }).status());
  return path;
}

absl::Status Chart(const std::string& path, int threads) {
  const absl::CivilDay day(2026, 11, 18);
  return ChartDatasets({path}, Config(), {.start = day, .end = day, .threads = threads}).status();
}

// The peak resident memory, in bytes, of a process that charts a dataset.
int64_t PeakBytes(const std::string& path) {
  const pid_t child = fork();
  if (child == 0) _exit(Chart(path, 0).ok() ? 0 : 1);
  int status = 1;
  rusage usage = {};
  wait4(child, &status, 0, &usage);
  if (status != 0) CheckOk(absl::InternalError("the process that charts failed"));
  return int64_t{usage.ru_maxrss} * 1024;
}

// How much memory each additional report takes. Must run first: memory that this process holds is
// also resident in its children.
void ChartMemory(benchmark::State& state) {
  constexpr int kMany = 5 * kNumReports;
  const std::string small = Dataset(kNumReports);
  const std::string large = Dataset(kMany);
  for (auto _ : state) {
    const int64_t growth = PeakBytes(large) - PeakBytes(small);
    state.counters["bytes_per_report"] = static_cast<double>(growth) / (kMany - kNumReports);
  }
}
BENCHMARK(ChartMemory)->Iterations(1)->Unit(benchmark::kMillisecond);

// The baseline: one thread parses the lines in memory and looks at nothing.
void ParseDataset(benchmark::State& state) {
  const absl::StatusOr<std::string> text = ReadFile(Dataset(kNumReports), size_t{1} << 30);
  CheckOk(text.status());
  const simdjson::padded_string padded(*text);
  const char* const end = padded.data() + padded.size();
  simdjson::dom::parser parser;
  for (auto _ : state) {
    for (const char* line = padded.data(); line < end;) {
      const char* const newline =
          static_cast<const char*>(std::memchr(line, '\n', static_cast<size_t>(end - line)));
      const auto document =
          parser.parse(line, static_cast<size_t>(newline - line), /*realloc_if_needed=*/false);
      if (document.error()) CheckOk(absl::InternalError(error_message(document.error())));
      line = newline + 1;
    }
  }
  state.SetBytesProcessed(static_cast<int64_t>(padded.size() * state.iterations()));
}
BENCHMARK(ParseDataset)->Unit(benchmark::kMillisecond);

// From the file to the charts, with as many threads as the machine can run at once, and with one.
void MakeCharts(benchmark::State& state) {
  const std::string path = Dataset(kNumReports);
  for (auto _ : state) CheckOk(Chart(path, static_cast<int>(state.range(0))));
}
BENCHMARK(MakeCharts)->Arg(0)->Arg(1)->Unit(benchmark::kMillisecond);

// The same when every X occurs twice.
void MakeChartsOfRepetitions(benchmark::State& state) {
  const std::string path = Dataset(kNumReports / 2);
  const absl::CivilDay day(2026, 11, 18);
  for (auto _ : state) {
    CheckOk(ChartDatasets({path, path}, Config(), {.start = day, .end = day}).status());
  }
}
BENCHMARK(MakeChartsOfRepetitions)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace telemetry

BENCHMARK_MAIN();
