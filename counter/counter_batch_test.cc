#include "counter/counter_batch.h"

#include <unistd.h>

#include <cstdint>
#include <limits>
#include <thread>
#include <vector>

#include "absl/functional/function_ref.h"
#include "counter/open.h"
#include "counter/testing/telemetry_sandbox.h"
#include "gtest/gtest.h"
#include "tests/util/child_process.h"

namespace telemetry {
namespace {

constexpr uint64_t kFoldEvery = CounterBatch::kFoldEvery;

constinit Counter events("tool/events");

class CounterBatchTest : public testing::Test {
 protected:
  // What `body` leaves in the counter file, in a process that is killed at the end.
  uint64_t CountAfter(absl::FunctionRef<void()> body) {
    RunInChild([body] {
      Open({.program = "example.com/tool"});
      body();
      _exit(0);
    });
    return sandbox_.Count("tool/events");
  }

  TelemetrySandbox sandbox_;
};

TEST_F(CounterBatchTest, CountsEverythingWhenItGoes) {
  EXPECT_EQ(CountAfter([] {
              CounterBatch batch(events);
              for (int i = 0; i < 5000; ++i) batch.Inc();
            }),
            5000);
}

TEST_F(CounterBatchTest, HoldsBackLessThanItsBound) {
  EXPECT_EQ(CountAfter([] {
              CounterBatch batch(events);
              for (uint64_t i = 0; i < 2 * kFoldEvery - 1; ++i) batch.Inc();
              _exit(0);
            }),
            kFoldEvery);
}

TEST_F(CounterBatchTest, FoldsWhenAsked) {
  EXPECT_EQ(CountAfter([] {
              CounterBatch batch(events);
              batch.Add(3);
              batch.Fold();
              batch.Add(4);
              _exit(0);
            }),
            3);
}

TEST_F(CounterBatchTest, ForgetsWhenAsked) {
  EXPECT_EQ(CountAfter([] {
              CounterBatch batch(events);
              batch.Add(3);
              batch.Discard();
              batch.Add(4);
            }),
            4);
}

TEST_F(CounterBatchTest, TakesAnyNumberAtOnce) {
  EXPECT_EQ(CountAfter([] {
              CounterBatch batch(events);
              batch.Inc();
              batch.Add(std::numeric_limits<int64_t>::max());
              _exit(0);
            }),
            uint64_t{1} << 63);
}

TEST_F(CounterBatchTest, AddsUpOverThreads) {
  EXPECT_EQ(CountAfter([] {
              std::vector<std::thread> threads;
              for (int t = 0; t < 4; ++t) {
                threads.emplace_back([] {
                  CounterBatch batch(events);
                  for (int i = 0; i < 100001; ++i) batch.Inc();
                });
              }
              for (std::thread& thread : threads) thread.join();
            }),
            4 * 100001);
}

}  // namespace
}  // namespace telemetry
