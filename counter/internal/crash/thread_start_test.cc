// A program with its own pthread_create(), such as one with a static jemalloc, links.

#include <dlfcn.h>
#include <pthread.h>

#include <thread>

#include "counter/internal/crash/signal_stack.h"
#include "gtest/gtest.h"

namespace {

int threads_started = 0;

}  // namespace

extern "C" int pthread_create(pthread_t* thread, const pthread_attr_t* attributes,
                              void* (*function)(void*), void* argument) noexcept {
  using PthreadCreate = int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);
  static const auto real = reinterpret_cast<PthreadCreate>(dlsym(RTLD_NEXT, "pthread_create"));
  ++threads_started;
  return real(thread, attributes, function, argument);
}

namespace telemetry {
namespace counter_internal {
namespace {

TEST(ThreadStartTest, LeavesThreadsToAnotherStandIn) {
  GiveNewThreadsSignalStacks();
  bool has_run = false;
  std::thread([&has_run] { has_run = true; }).join();
  EXPECT_TRUE(has_run);
  EXPECT_EQ(threads_started, 1);
}

}  // namespace
}  // namespace counter_internal
}  // namespace telemetry
