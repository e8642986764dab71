#include "counter/internal/registry.h"

#include <unistd.h>

#include <algorithm>
#include <deque>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "counter/counter.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/child_process.h"

namespace telemetry {
namespace internal {
namespace {

using testing::Contains;
using testing::Not;

std::multiset<Counter*> Visited() {
  std::multiset<Counter*> visited;
  ForEachInRegistry([&](RegistrySlot&, Counter* counter) { visited.insert(counter); });
  return visited;
}

TEST(RegistryTest, VisitsEachCounterThatWasAdded) {
  static Counter counter("registry/visited");
  EXPECT_THAT(Visited(), Not(Contains(&counter)));
  RegistrySlot* slot = AddToRegistry(&counter, /*interned=*/false);
  ASSERT_NE(slot, nullptr);
  EXPECT_EQ(slot->counter.load(), &counter);
  EXPECT_EQ(Visited().count(&counter), 1u);
}

TEST(RegistryTest, PassesOverAnEmptiedSlot) {
  static Counter counter("registry/emptied");
  AddToRegistry(&counter, /*interned=*/false)->counter.store(nullptr);
  EXPECT_THAT(Visited(), Not(Contains(&counter)));
}

TEST(RegistryTest, LosesNothingThatThreadsAddAtOnce) {
  constexpr int kThreads = 8;
  constexpr int kCountersPerThread = 500;
  static std::deque<Counter>* const counters = new std::deque<Counter>;
  for (int i = 0; i < kThreads * kCountersPerThread; ++i) counters->emplace_back("registry/many");

  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([t] {
      for (int i = 0; i < kCountersPerThread; ++i) {
        AddToRegistry(&(*counters)[t * kCountersPerThread + i], /*interned=*/true);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  const std::multiset<Counter*> visited = Visited();
  EXPECT_TRUE(std::all_of(counters->begin(), counters->end(),
                          [&](Counter& counter) { return visited.count(&counter) == 1; }));
}

TEST(RegistryTest, KnowsTheProcessThatAddedTheFirstCounter) {
  static Counter counter("registry/process");
  AddToRegistry(&counter, /*interned=*/false);
  EXPECT_EQ(RegistryProcess(), getpid());
}

TEST(RegistryTest, TurnsCountersAwayWhenItIsFull) {
  static Counter counter("registry/too_many");
  EXPECT_EQ(RunInChild([] {
              for (size_t i = 0; i < kMaxRegisteredCounters; ++i) AddToRegistry(&counter, false);
              _exit(AddToRegistry(&counter, false) == nullptr ? 0 : 1);
            }),
            0);
}

}  // namespace
}  // namespace internal
}  // namespace telemetry
