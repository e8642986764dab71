// Measures what counting costs, compared with the least possible: a bare `lock xadd` on a mapped
// word.
//
//   bazel run //tests/bench:counter_bench
//
// tools/bench turns the figures into ratios. The names say what is compared: BareXadd is the
// baseline of everything that increments; Prometheus is what C++ programs would otherwise use.

#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/strings/str_cat.h"
#include "benchmark/benchmark.h"
#include "counter/bucketed_counter.h"
#include "counter/counter.h"
#include "counter/counter_batch.h"
#include "counter/open.h"
#include "counter/testing/telemetry_sandbox.h"
#include "prometheus/counter.h"
#include "storage/host_port.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_root.h"

namespace telemetry {
namespace {

constexpr char kCollector[] = "telemetry.example.com";
constexpr OpenOptions kProgram = {
    .program = "example.com/bench", .version = "v1.0.0", .collector = kCollector};

void OpenOrDie() {
  if (!Open(kProgram).counting) abort();
}

// A directory for the whole run.
TelemetrySandbox& Sandbox() {
  static auto* const sandbox = new TelemetrySandbox;
  return *sandbox;
}

void RemoveCounterFiles() {
  const TelemetryDir dir = TelemetryRoot(Sandbox().root()).collector(*ParseCollector(kCollector));
  const std::string command = absl::StrCat("rm -f '", dir.local_dir(), "'/*.v1.count");
  if (system(command.c_str()) != 0) abort();
}

double SecondsOf(absl::FunctionRef<void()> body) {
  const auto begin = std::chrono::steady_clock::now();
  body();
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  return seconds.count();
}

void Tell(int fd, double seconds) {
  _exit(write(fd, &seconds, sizeof seconds) == sizeof seconds ? 0 : 1);
}

// Forks a child that runs `child_body`, which writes seconds to the given descriptor.
double SecondsToldByChild(absl::FunctionRef<void(int fd)> child_body) {
  int fds[2];
  if (pipe(fds) != 0) abort();
  const pid_t child = fork();
  if (child == 0) child_body(fds[1]);
  close(fds[1]);
  double seconds = 0;
  if (read(fds[0], &seconds, sizeof seconds) != sizeof seconds) abort();
  close(fds[0]);
  waitpid(child, nullptr, 0);
  return seconds;
}

// Seconds that `body` takes in its own process: Open() takes effect once per process.
double SecondsInChild(absl::FunctionRef<void()> body) {
  return SecondsToldByChild([body](int fd) { Tell(fd, SecondsOf(body)); });
}

// Seconds that Open() takes at the start of a new program: this one, run with kOpenAndTell. After a
// mere fork, each page that it writes would have to be copied first.
constexpr char kOpenAndTell[] = "--open_and_tell";

double SecondsToOpenInNewProgram() {
  return SecondsToldByChild([](int fd) {
    execl("/proc/self/exe", "counter_bench", kOpenAndTell, std::to_string(fd).c_str(), nullptr);
    _exit(1);
  });
}

// Counters that have not been used yet, and the names that they refer to.
class ManyCounters {
 public:
  explicit ManyCounters(int64_t count) {
    names_.reserve(static_cast<size_t>(count));
    for (int64_t i = 0; i < count; ++i) {
      names_.push_back(absl::StrCat("bench/counter:", i));
      counters_.push_back(std::make_unique<Counter>(names_.back()));
    }
  }

  void IncEach() const {
    for (const auto& each : counters_) each->Inc();
  }

 private:
  std::vector<std::string> names_;
  std::vector<std::unique_ptr<Counter>> counters_;
};

// Adds the counters to the counter file.
void WarmUp(const ManyCounters& counters) {
  SecondsInChild([&] {
    OpenOrDie();
    counters.IncEach();
  });
}

constinit Counter counter_before_open("bench/before_open");
constinit Counter counter("bench/counter");
constinit Counter counter_of_batches("bench/batch");
constinit BucketedCounter buckets("bench/buckets", {1, 2, 5, 10, 20, 50, 100},
                                  {"<1", "<2", "<5", "<10", "<20", "<50", "<100", ">=100"});

void BareXadd(benchmark::State& state) {
  static auto* const word = [] {
    char path[] = "/tmp/counter_bench.XXXXXX";
    const int fd = mkstemp(path);
    unlink(path);
    if (fd < 0 || ftruncate(fd, 4096) != 0) abort();
    void* page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (page == MAP_FAILED) abort();
    return static_cast<std::atomic<uint64_t>*>(page);
  }();
  for (auto _ : state) benchmark::DoNotOptimize(word->fetch_add(1, std::memory_order_relaxed));
}
BENCHMARK(BareXadd)->ThreadRange(1, 2)->UseRealTime();

// Must run before the benchmarks that call Open().
void IncBeforeOpen(benchmark::State& state) {
  for (auto _ : state) counter_before_open.Inc();
}
BENCHMARK(IncBeforeOpen)->ThreadRange(1, 2)->UseRealTime();

// With an existing counter file that has `state.range(0)` names.
void OpenExistingFile(benchmark::State& state) {
  RemoveCounterFiles();
  WarmUp(ManyCounters(state.range(0)));
  for (auto _ : state) state.SetIterationTime(SecondsToOpenInNewProgram());
}
BENCHMARK(OpenExistingFile)->Arg(10)->Arg(300)->Iterations(200)->UseManualTime();

void OpenNewFile(benchmark::State& state) {
  for (auto _ : state) {
    RemoveCounterFiles();
    state.SetIterationTime(SecondsToOpenInNewProgram());
  }
}
BENCHMARK(OpenNewFile)->Iterations(100)->UseManualTime();

// Counters that were all used before Open(), which moves each to the file.
void OpenWithCounters(benchmark::State& state) {
  const ManyCounters counters(state.range(0));
  for (auto _ : state) {
    state.SetIterationTime(SecondsInChild([&] {
      counters.IncEach();
      OpenOrDie();
    }));
  }
}
BENCHMARK(OpenWithCounters)->Arg(100)->Iterations(200)->UseManualTime();

// The first use of each of 10,000 counters, whose names are new to an empty file.
void AddTenThousandNames(benchmark::State& state) {
  const ManyCounters counters(10000);
  for (auto _ : state) {
    RemoveCounterFiles();
    state.SetIterationTime(SecondsInChild([&] {
      OpenOrDie();
      counters.IncEach();
    }));
  }
}
BENCHMARK(AddTenThousandNames)->Iterations(20)->UseManualTime()->Unit(benchmark::kMillisecond);

// The first use of a counter whose name the file already has; the time is for each of 300.
void FirstUseInWarmFile(benchmark::State& state) {
  constexpr int kCounters = 300;
  RemoveCounterFiles();
  const ManyCounters counters(kCounters);
  WarmUp(counters);
  for (auto _ : state) {
    const double open = SecondsInChild(OpenOrDie);
    const double open_and_use = SecondsInChild([&] {
      OpenOrDie();
      counters.IncEach();
    });
    state.SetIterationTime(std::max(0.0, open_and_use - open) / kCounters);
  }
}
BENCHMARK(FirstUseInWarmFile)->Iterations(200)->UseManualTime();

void Inc(benchmark::State& state) {
  if (state.thread_index() == 0) OpenOrDie();
  for (auto _ : state) counter.Inc();
}
BENCHMARK(Inc)->ThreadRange(1, 2)->UseRealTime();

void IncBatch(benchmark::State& state) {
  if (state.thread_index() == 0) OpenOrDie();
  CounterBatch batch(counter_of_batches);
  for (auto _ : state) {
    batch.Inc();
    benchmark::ClobberMemory();
  }
}
BENCHMARK(IncBatch)->ThreadRange(1, 8)->UseRealTime();

void IncBucket(benchmark::State& state) {
  OpenOrDie();
  int value = 0;
  for (auto _ : state) buckets.Inc(value++ & 127);
}
BENCHMARK(IncBucket);

void Prometheus(benchmark::State& state) {
  static auto* const prometheus_counter = new prometheus::Counter;
  for (auto _ : state) prometheus_counter->Increment();
}
BENCHMARK(Prometheus)->ThreadRange(1, 2)->UseRealTime();

}  // namespace
}  // namespace telemetry

int main(int argc, char** argv) {
  if (argc == 3 && std::string(argv[1]) == telemetry::kOpenAndTell) {
    telemetry::Tell(std::stoi(argv[2]), telemetry::SecondsOf(telemetry::OpenOrDie));
  }
  benchmark::Initialize(&argc, argv);
  telemetry::Sandbox();
  benchmark::RunSpecifiedBenchmarks();
  std::filesystem::remove_all(telemetry::Sandbox().root());
  return 0;
}
