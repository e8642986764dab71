#include "counter/internal/per_process.h"

#include <unistd.h>

#include <mutex>
#include <thread>
#include <vector>

#include "gtest/gtest.h"
#include "tests/util/child_process.h"

namespace telemetry {
namespace counter_internal {
namespace {

struct Generation {
  explicit Generation(const Generation* parents)
      : number(parents == nullptr ? 0 : parents->number + 1) {}

  std::mutex mutex;
  const int number;
};

TEST(PerProcessTest, IsTheSameForAllThreads) {
  static constinit PerProcess<Generation> generation;
  std::vector<Generation*> found(8);
  std::vector<std::thread> threads;
  for (Generation*& result : found) {
    threads.emplace_back([&result] { result = &generation.Get(); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Generation* result : found) EXPECT_EQ(result, &generation.Get());
}

TEST(PerProcessTest, IsMadeAnewInAChildFromItsParents) {
  static constinit PerProcess<Generation> generation;
  EXPECT_EQ(generation.Get().number, 0);
  const int childs = RunInChild([] {
    const int grandchilds = RunInChild([] { _exit(generation.Get().number); });
    _exit(10 * generation.Get().number + grandchilds);
  });
  EXPECT_EQ(childs, 11);  // the child had not used its own when it forked
}

TEST(PerProcessTest, IsUnlockedInAChildWhateverTheParentHeld) {
  static constinit PerProcess<Generation> generation;
  const std::lock_guard<std::mutex> lock(generation.Get().mutex);
  EXPECT_EQ(RunInChild([] { _exit(generation.Get().mutex.try_lock() ? 0 : 1); }), 0);
}

}  // namespace
}  // namespace counter_internal
}  // namespace telemetry
