#include "counter/internal/no_cancellation.h"

#include <pthread.h>

#include "gtest/gtest.h"

namespace telemetry {
namespace counter_internal {
namespace {

void* PassCancellationPoints(void* was_passed) {
  pthread_cancel(pthread_self());
  {
    const NoCancellation no_cancellation;
    { const NoCancellation nested; }
    pthread_testcancel();
  }
  *static_cast<bool*>(was_passed) = true;
  pthread_testcancel();
  return nullptr;
}

TEST(NoCancellationTest, PutsCancellationOff) {
  bool was_passed = false;
  pthread_t thread;
  ASSERT_EQ(pthread_create(&thread, nullptr, PassCancellationPoints, &was_passed), 0);
  void* result = nullptr;
  ASSERT_EQ(pthread_join(thread, &result), 0);
  EXPECT_TRUE(was_passed);
  EXPECT_EQ(result, PTHREAD_CANCELED);
}

}  // namespace
}  // namespace counter_internal
}  // namespace telemetry
