#include "counter/internal/crash/signal_stack.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include <thread>
#include <vector>

#include "absl/base/config.h"
#include "gtest/gtest.h"
#include "tests/util/child_process.h"

namespace telemetry {
namespace counter_internal {
namespace {

stack_t CurrentStack() {
  stack_t current;
  sigaltstack(nullptr, &current);
  return current;
}

bool HasSignalStack() { return (CurrentStack().ss_flags & SS_DISABLE) == 0; }

// Sanitizers give threads their own signal stacks, which are left in place.
#if defined(ABSL_HAVE_ADDRESS_SANITIZER) || defined(ABSL_HAVE_THREAD_SANITIZER)
constexpr bool kThreadsGetStacks = false;
#else
constexpr bool kThreadsGetStacks = true;
#endif

TEST(SignalStackTest, GivesTheCallingThreadAStack) {
  EXPECT_EQ(RunInChild([] {
              const stack_t none = {.ss_sp = nullptr, .ss_flags = SS_DISABLE, .ss_size = 0};
              sigaltstack(&none, nullptr);
              EnsureSignalStack();
              _exit(HasSignalStack() ? 0 : 1);
            }),
            0);
}

TEST(SignalStackTest, GivesThreadsAStackFromThenOn) {
  EXPECT_EQ(RunInChild([] {
              bool had_one = false;
              std::thread([&had_one] { had_one = HasSignalStack(); }).join();
              GiveNewThreadsSignalStacks();
              bool has_one = false;
              std::thread([&has_one] { has_one = HasSignalStack(); }).join();
              _exit(has_one == (had_one || kThreadsGetStacks) ? 0 : 1);
            }),
            0);
}

TEST(SignalStackTest, LeavesTheKeysOfOthersAlone) {
  EXPECT_EQ(RunInChild([] {
              std::vector<pthread_key_t> keys;
              for (pthread_key_t key; pthread_key_create(&key, nullptr) == 0;) keys.push_back(key);
              for (const pthread_key_t key : keys) pthread_setspecific(key, &keys);
              const stack_t none = {.ss_sp = nullptr, .ss_flags = SS_DISABLE, .ss_size = 0};
              sigaltstack(&none, nullptr);
              EnsureSignalStack();
              for (const pthread_key_t key : keys) {
                if (pthread_getspecific(key) != &keys) _exit(1);
              }
              _exit(HasSignalStack() ? 2 : 0);
            }),
            0);
}

TEST(SignalStackTest, LeavesAThreadTheStackThatItHas) {
  std::thread([] {
    std::vector<char> memory(64 << 10);
    const stack_t own = {.ss_sp = memory.data(), .ss_flags = 0, .ss_size = memory.size()};
    const stack_t before = CurrentStack();
    ASSERT_EQ(sigaltstack(&own, nullptr), 0);
    EnsureSignalStack();
    EXPECT_EQ(CurrentStack().ss_sp, own.ss_sp);
    sigaltstack(&before, nullptr);
  }).join();
}

void* ReturnArgument(void* argument) {
  EnsureSignalStack();
  return argument;
}

TEST(SignalStackTest, PassesArgumentsAndResultsOfThreadsOn) {
  GiveNewThreadsSignalStacks();
  for (int i = 0; i < 100; ++i) {
    int argument = 0;
    void* result = nullptr;
    pthread_t thread;
    ASSERT_EQ(pthread_create(&thread, nullptr, ReturnArgument, &argument), 0);
    ASSERT_EQ(pthread_join(thread, &result), 0);
    EXPECT_EQ(result, &argument);
  }
}

}  // namespace
}  // namespace counter_internal
}  // namespace telemetry
