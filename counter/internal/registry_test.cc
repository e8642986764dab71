#include "counter/internal/registry.h"

#include <dlfcn.h>
#include <link.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <deque>
#include <semaphore>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "counter/counter.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/child_process.h"

namespace telemetry {
namespace counter_internal {
namespace {

using testing::Contains;
using testing::Not;

// Has a variable, as large as a counter, named counter_in_library.
constexpr char kLibrary[] = "counter/internal/testing/libcounter_in_library.so";

std::multiset<Counter*> Visited() {
  std::multiset<Counter*> visited;
  ForEachInRegistry([&](RegistrySlot&, Counter* counter) { visited.insert(counter); });
  return visited;
}

TEST(RegistryTest, VisitsEachCounterThatWasAdded) {
  static Counter counter("registry/visited");
  EXPECT_THAT(Visited(), Not(Contains(&counter)));
  RegistrySlot* slot = AddToRegistry(&counter);
  ASSERT_NE(slot, nullptr);
  EXPECT_EQ(slot->counter.load(), &counter);
  EXPECT_EQ(Visited().count(&counter), 1u);
}

TEST(RegistryTest, PassesOverAnEmptiedSlot) {
  static Counter counter("registry/emptied");
  AddToRegistry(&counter)->counter.store(nullptr);
  EXPECT_THAT(Visited(), Not(Contains(&counter)));
}

// Loads a library and unloads it.
void ComeAndGo(const char* library) {
  void* handle = dlopen(library, RTLD_NOW);
  ASSERT_NE(handle, nullptr) << dlerror();
  ASSERT_EQ(dlclose(handle), 0);
}

TEST(RegistryTest, VisitsACounterOnTheHeapAlsoAfterALibraryWasUnloaded) {
  auto* const counter = new Counter("registry/heap");
  AddToRegistry(counter);
  ComeAndGo(kLibrary);
  EXPECT_EQ(Visited().count(counter), 1u);
}

TEST(RegistryTest, VisitsACounterInALibraryAsLongAsThatIsLoaded) {
  void* library = dlopen(kLibrary, RTLD_NOW);
  ASSERT_NE(library, nullptr) << dlerror();
  auto* const counter = static_cast<Counter*>(dlsym(library, "counter_in_library"));
  AddToRegistry(counter);
  EXPECT_EQ(Visited().count(counter), 1u);
  EXPECT_EQ(RunInChild([counter] { _exit(Visited().count(counter) == 1u ? 0 : 1); }), 0);
  dlclose(library);
  EXPECT_EQ(Visited().count(counter), 0u);
  EXPECT_EQ(RunInChild([counter] { _exit(Visited().count(counter) == 0u ? 0 : 1); }), 0);
}

TEST(RegistryTest, DoesNotWaitInAChildForAThreadOfTheParentThatHoldsTheLoadersLock) {
  void* library = dlopen(kLibrary, RTLD_NOW);
  ASSERT_NE(library, nullptr) << dlerror();
  AddToRegistry(static_cast<Counter*>(dlsym(library, "counter_in_library")));
  std::binary_semaphore locked(0);
  std::binary_semaphore forked(0);
  std::thread holder([&] {
    const auto hold = [&] {
      locked.release();
      forked.acquire();
    };
    dl_iterate_phdr(
        [](dl_phdr_info*, size_t, void* data) {
          (*static_cast<decltype(hold)*>(data))();
          return 1;
        },
        const_cast<void*>(static_cast<const void*>(&hold)));
  });
  locked.acquire();
  const pid_t child = fork();
  if (child == 0) {
    alarm(10);
    Visited();
    _exit(0);
  }
  forked.release();
  holder.join();
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  dlclose(library);
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
        AddToRegistry(&(*counters)[t * kCountersPerThread + i]);
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
  AddToRegistry(&counter);
  EXPECT_EQ(RegistryProcess(), getpid());
}

TEST(RegistryTest, TurnsCountersAwayWhenItIsFull) {
  static Counter counter("registry/too_many");
  EXPECT_EQ(RunInChild([] {
              for (size_t i = 0; i < kMaxRegisteredCounters; ++i) AddToRegistry(&counter);
              _exit(AddToRegistry(&counter) == nullptr ? 0 : 1);
            }),
            0);
}

}  // namespace
}  // namespace counter_internal
}  // namespace telemetry
