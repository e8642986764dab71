// Replaces pthread_create(), for GiveNewThreadsSignalStacks(). There is no other way to learn of a
// new thread: the kernel gives it no signal stack, and the C library calls nobody.

#include <dlfcn.h>
#include <pthread.h>
#include <threads.h>

#include <atomic>
#include <memory>
#include <new>

#include "absl/base/config.h"
#include "counter/internal/crash/signal_stack.h"

#if !defined(ABSL_HAVE_ADDRESS_SANITIZER) && !defined(ABSL_HAVE_MEMORY_SANITIZER) && \
    !defined(ABSL_HAVE_THREAD_SANITIZER)

// In a statically linked C library, pthread_create() itself is a weak name for this. It comes into
// the program with thrd_create(), which is referred to below.
extern "C" [[gnu::weak]] int __pthread_create(pthread_t*, const pthread_attr_t*, void* (*)(void*),
                                              void*) noexcept;

namespace telemetry {
namespace counter_internal {
namespace {

using PthreadCreate = int (*)(pthread_t*, const pthread_attr_t*, void* (*)(void*), void*);

using ThrdCreate = int (*)(thrd_t*, thrd_start_t, void*);
[[gnu::used]] constinit const ThrdCreate thrd_create_of_the_c_library = &thrd_create;

// Relaxed: a thread that is being started at the same moment may or may not get a stack.
constinit std::atomic<bool> is_on{false};

struct ThreadStart {
  void* (*function)(void*);
  void* argument;
};

PthreadCreate RealPthreadCreate() {
  static const PthreadCreate real =
      &__pthread_create != nullptr
          ? &__pthread_create
          : reinterpret_cast<PthreadCreate>(dlsym(RTLD_NEXT, "pthread_create"));
  return real;
}

void* RunThread(void* argument) {
  const ThreadStart start = *static_cast<ThreadStart*>(argument);
  delete static_cast<ThreadStart*>(argument);
  EnsureSignalStack();
  return start.function(start.argument);
}

}  // namespace

void GiveNewThreadsSignalStacks() noexcept { is_on.store(true, std::memory_order_relaxed); }

}  // namespace counter_internal
}  // namespace telemetry

// Weak, so that a program can link another replacement, such as that of a static jemalloc; its
// threads then get no signal stacks from us.
extern "C" [[gnu::weak]] int pthread_create(pthread_t* thread, const pthread_attr_t* attributes,
                                            void* (*function)(void*), void* argument) noexcept {
  using telemetry::counter_internal::ThreadStart;
  const auto real = telemetry::counter_internal::RealPthreadCreate();
  if (!telemetry::counter_internal::is_on.load(std::memory_order_relaxed)) {
    return real(thread, attributes, function, argument);
  }
  auto* start = new (std::nothrow) ThreadStart{function, argument};
  if (start == nullptr) return real(thread, attributes, function, argument);
  const int error = real(thread, attributes, telemetry::counter_internal::RunThread, start);
  if (error != 0) delete start;
  return error;
}

#else

namespace telemetry {
namespace counter_internal {

void GiveNewThreadsSignalStacks() noexcept {}

}  // namespace counter_internal
}  // namespace telemetry

#endif
