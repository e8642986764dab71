#include "report/dataset/parallel.h"

#include <pthread.h>

#include <atomic>
#include <chrono>
#include <cstddef>
#include <mutex>
#include <new>
#include <set>
#include <stdexcept>
#include <thread>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"

namespace telemetry::report_internal {
namespace {

using ::testing::ElementsAre;

// The numbers with which the work is called.
std::set<int> Numbers(int threads) {
  std::mutex mutex;
  std::set<int> numbers;
  EXPECT_THAT(RunInParallel(threads,
                            [&](int thread) {
                              const std::lock_guard<std::mutex> lock(mutex);
                              numbers.insert(thread);
                            }),
              IsOk());
  return numbers;
}

TEST(RunInParallelTest, CallsTheWorkInEachThread) {
  EXPECT_THAT(Numbers(1), ElementsAre(0));
  EXPECT_THAT(Numbers(3), ElementsAre(0, 1, 2));
}

TEST(RunInParallelTest, DoesWithoutThreadsThatTheSystemDoesNotStart) {
  pthread_attr_t before, impossible;
  ASSERT_EQ(pthread_getattr_default_np(&before), 0);
  ASSERT_EQ(pthread_attr_init(&impossible), 0);
  ASSERT_EQ(pthread_attr_setstacksize(&impossible, size_t{1} << 60), 0);
  ASSERT_EQ(pthread_setattr_default_np(&impossible), 0);
  EXPECT_THAT(Numbers(3), ElementsAre(0));
  ASSERT_EQ(pthread_setattr_default_np(&before), 0);
}

TEST(RunInParallelTest, SurvivesLackOfMemoryInAnyThread) {
  for (const int failing : {0, 1}) {
    EXPECT_THAT(RunInParallel(2,
                              [&](int thread) {
                                if (thread == failing) throw std::bad_alloc();
                              }),
                StatusIs(absl::StatusCode::kResourceExhausted, "out of memory"));
  }
}

TEST(RunInParallelTest, JoinsTheOtherThreadsWhenTheCallingOneIsUnwound) {
  std::atomic<bool> done = false;
  EXPECT_THROW(RunInParallel(2,
                             [&](int thread) {
                               if (thread == 0) throw std::runtime_error("unwound");
                               std::this_thread::sleep_for(std::chrono::milliseconds(100));
                               done = true;
                             })
                   .IgnoreError(),
               std::runtime_error);
  EXPECT_TRUE(done);
}

TEST(NumThreadsTest, IsWhatIsWantedOrAtLeastOne) {
  EXPECT_EQ(NumThreads(3), 3);
  EXPECT_GE(NumThreads(0), 1);
}

}  // namespace
}  // namespace telemetry::report_internal
