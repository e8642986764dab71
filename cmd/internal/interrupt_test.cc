#include "cmd/internal/interrupt.h"

#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <thread>

#include "gtest/gtest.h"

namespace telemetry::cmd {
namespace {

void WaitForStop(const std::stop_token& token) {
  std::mutex mutex;
  std::condition_variable_any stopped;
  std::unique_lock<std::mutex> lock(mutex);
  stopped.wait(lock, token, [] { return false; });
}

TEST(InterruptTest, AsksToStopAtTheFirstSignal) {
  for (const int number : {SIGINT, SIGTERM}) {
    const Interrupt interrupt;
    EXPECT_FALSE(interrupt.token().stop_requested());
    kill(getpid(), number);
    WaitForStop(interrupt.token());
    EXPECT_TRUE(interrupt.token().stop_requested());
  }
}

TEST(InterruptTest, EndsWithoutASignal) { const Interrupt interrupt; }

TEST(InterruptDeathTest, EndsTheProcessAtTheSecondSignal) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        const Interrupt interrupt;
        kill(getpid(), SIGINT);
        WaitForStop(interrupt.token());
        kill(getpid(), SIGINT);
        std::this_thread::sleep_for(std::chrono::seconds(60));
      },
      testing::KilledBySignal(SIGINT), "");
}

TEST(InterruptDeathTest, GivesTheSignalsBack) {
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  EXPECT_EXIT(
      {
        { const Interrupt interrupt; }
        kill(getpid(), SIGTERM);
        std::this_thread::sleep_for(std::chrono::seconds(60));
      },
      testing::KilledBySignal(SIGTERM), "");
}

}  // namespace
}  // namespace telemetry::cmd
