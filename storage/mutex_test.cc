#include "storage/mutex.h"

#include <thread>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

struct Sum {
  Mutex mutex;
  int value ABSL_GUARDED_BY(mutex) = 0;
};

TEST(MutexTest, LetsOneThreadInAtATime) {
  constexpr int kThreads = 4;
  constexpr int kAdditions = 10'000;
  Sum sum;
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([&sum] {
      for (int n = 0; n < kAdditions; ++n) {
        const MutexLock lock(sum.mutex);
        ++sum.value;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  const MutexLock lock(sum.mutex);
  EXPECT_EQ(sum.value, kThreads * kAdditions);
}

TEST(CondVarTest, WakesAThreadThatWaitsForAChange) {
  Sum sum;
  CondVar changed;
  std::thread changer([&] {
    {
      const MutexLock lock(sum.mutex);
      sum.value = 7;
    }
    changed.Signal();
  });
  {
    const MutexLock lock(sum.mutex);
    while (sum.value == 0) changed.Wait(sum.mutex);
    EXPECT_EQ(sum.value, 7);
  }
  changer.join();
}

}  // namespace
}  // namespace telemetry
