// Measures what counting a stack that was counted before costs, by the number of frames counted.
//
//   bazel run //tests/bench:stack_counter_bench
//
// tools/bench compares IncStack/8 with Go's StackCounter of 8 frames.

#include <cstdint>
#include <cstdlib>

#include "absl/base/optimization.h"
#include "benchmark/benchmark.h"
#include "counter/open.h"
#include "counter/stack_counter.h"
#include "counter/testing/telemetry_sandbox.h"

namespace telemetry {
namespace {

// Opens counting once, in a directory for the whole run.
void OpenOnce() {
  static const auto* const sandbox = new TelemetrySandbox;
  static const bool counting = Open({.program = "example.com/bench",
                                     .version = "v1.0.0",
                                     .collector = "telemetry.example.com"})
                                   .counting &&
                               sandbox != nullptr;
  if (!counting) abort();
}

// Counts at the bottom of a stack that is deeper than the part that is counted.
ABSL_ATTRIBUTE_NOINLINE void IncBelow(int64_t frames, StackCounter& counter,
                                      benchmark::State& state) {
  if (frames > 0) {
    IncBelow(frames - 1, counter, state);
  } else {
    for (auto _ : state) counter.Inc();
  }
  ABSL_BLOCK_TAIL_CALL_OPTIMIZATION();
}

void IncStack(benchmark::State& state) {
  OpenOnce();
  auto& counter = *new StackCounter("bench/stack", state.range(0));  // counters are for good
  counter.Inc();
  IncBelow(state.range(0), counter, state);
}
BENCHMARK(IncStack)->Arg(1)->Arg(8)->Arg(16);

}  // namespace
}  // namespace telemetry

BENCHMARK_MAIN();
