#include "counter/stack_counter.h"

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdint>
#include <map>
#include <string>
#include <thread>
#include <vector>

#include "absl/base/config.h"
#include "absl/functional/function_ref.h"
#include "absl/strings/match.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "counter/open.h"
#include "counter/testing/telemetry_sandbox.h"
#include "gtest/gtest.h"
#include "tests/util/child_process.h"

namespace telemetry {

constinit StackCounter bugs("tool/bug", 16);
constinit StackCounter shallow("tool/shallow", 2);

[[gnu::noinline]] void FindBug() { bugs.Inc(); }

[[gnu::noinline]] void FindBugElsewhere() {
  FindBug();
  asm volatile("");  // not the last call
}

[[gnu::noinline]] void FindShallowBug() { shallow.Inc(); }

// Calls from one place, however the compiler unrolls the callers' loops.
[[gnu::noinline]] void Repeat(int times, void (*function)()) {
  while (times-- > 0) function();
}

namespace {

class StackCounterTest : public testing::Test {
 protected:
  // Opens counters in a separate process, runs `body` there, and returns what was counted.
  std::map<std::string, uint64_t> CountsOf(absl::FunctionRef<void()> body) {
    EXPECT_EQ(RunInChild([body] {
                (void)Open({.program = "example.com/tool", .version = "v1.0.0"});
                body();
              }),
              0);
    return sandbox_.Counts();
  }

  TelemetrySandbox sandbox_;
};

std::vector<std::string> Lines(absl::string_view name) { return absl::StrSplit(name, '\n'); }

TEST_F(StackCounterTest, CountsTheStackOfTheCaller) {
  const auto counts = CountsOf([] { FindBugElsewhere(); });
  ASSERT_EQ(counts.size(), 1u);
  const std::vector<std::string> lines = Lines(counts.begin()->first);
  EXPECT_EQ(counts.begin()->second, 1u);
  EXPECT_EQ(lines[0], "tool/bug");
  EXPECT_TRUE(absl::StartsWith(lines[1], "stack_counter_test@")) << lines[1];
  EXPECT_TRUE(absl::StrContains(lines[1], ".telemetry::FindBug:@0x")) << lines[1];
  EXPECT_TRUE(absl::StrContains(lines[2], ".telemetry::FindBugElsewhere:@0x")) << lines[2];
}

TEST_F(StackCounterTest, CountsEachStackOnItsOwn) {
  const auto counts = CountsOf([] {
    Repeat(3, FindBug);
    Repeat(5, FindBugElsewhere);
  });
  ASSERT_EQ(counts.size(), 2u);
  uint64_t elsewhere = 0;
  uint64_t sum = 0;
  for (const auto& [name, count] : counts) {
    if (absl::StrContains(name, "FindBugElsewhere")) elsewhere = count;
    sum += count;
  }
  EXPECT_EQ(elsewhere, 5u);
  EXPECT_EQ(sum, 8u);
}

TEST_F(StackCounterTest, KeepsAsManyFramesAsItWasAskedFor) {
  const auto counts = CountsOf([] { FindShallowBug(); });
  ASSERT_EQ(counts.size(), 1u);
  EXPECT_EQ(Lines(counts.begin()->first).size(), 3u) << "the name and two frames";
}

TEST_F(StackCounterTest, CountsBeforeOpen) {
  EXPECT_EQ(RunInChild([] {
              FindBug();
              (void)Open({.program = "example.com/tool", .version = "v1.0.0"});
            }),
            0);
  ASSERT_EQ(sandbox_.Counts().size(), 1u);
  EXPECT_EQ(sandbox_.Counts().begin()->second, 1u);
}

TEST_F(StackCounterTest, CountsFromManyThreads) {
  constexpr int kThreads = 4;
  constexpr int kIncrements = 10000;
  const auto counts = CountsOf([] {
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([] { Repeat(kIncrements, FindBugElsewhere); });
    }
    for (std::thread& thread : threads) thread.join();
  });
  ASSERT_EQ(counts.size(), 1u);
  EXPECT_EQ(counts.begin()->second, uint64_t{kThreads} * kIncrements);
}

TEST_F(StackCounterTest, NamesAStackTheSameInEveryProcess) {
  const auto body = [] { FindShallowBug(); };
  CountsOf(body);
  const auto counts = CountsOf(body);
  ASSERT_EQ(counts.size(), 1u);
  EXPECT_EQ(counts.begin()->second, 2u) << "whatever address each process was loaded at";
}

[[gnu::noinline]] void Recurse(int depth) {
  if (depth > 0) {
    Recurse(depth - 1);
    asm volatile("");
  } else {
    FindBug();
  }
}

// More stacks than the table holds. With depth 1 there is only one, so these differ in their title.
TEST_F(StackCounterTest, CountsStacksBeyondTheLimitTogether) {
  const auto counts = CountsOf([] {
    static std::vector<std::string> names;
    names.reserve(5000);
    for (int i = 0; i < 5000; ++i) {
      names.push_back("many/" + std::to_string(i % 2500));
      auto* counter = new StackCounter(names.back(), static_cast<size_t>(1 + i / 2500));
      counter->Inc();
    }
  });
  uint64_t sum = 0;
  uint64_t truncated = 0;
  for (const auto& [name, count] : counts) {
    sum += count;
    if (absl::EndsWith(name, "\ntruncated\n")) truncated += count;
  }
  EXPECT_EQ(sum, 5000u);
  EXPECT_EQ(truncated, 5000u - 4096u);
}

TEST_F(StackCounterTest, FollowsDeepRecursionUpToItsDepth) {
  const auto counts = CountsOf([] { Recurse(100); });
  ASSERT_EQ(counts.size(), 1u);
  EXPECT_EQ(Lines(counts.begin()->first).size(), 17u);
}

TEST_F(StackCounterTest, AllocatesNothingOnceItsTableIsFull) {
  EXPECT_EQ(RunInChild([] {
              shallow.Inc();
              static std::vector<std::string> names(4096);
              for (size_t i = 0; i < names.size(); ++i) {
                names[i] = "many/" + std::to_string(i);
                (new StackCounter(names[i], 1))->Inc();
              }
              const size_t allocated = mallinfo2().uordblks;
              for (int i = 0; i < 100; ++i) FindShallowBug();
              _exit(mallinfo2().uordblks == allocated ? 0 : 1);
            }),
            0);
}

TEST_F(StackCounterTest, LeavesErrnoAlone) {
  EXPECT_EQ(RunInChild([] {
              errno = EXDEV;
              FindBug();
              _exit(errno == EXDEV ? 0 : 1);
            }),
            0);
}

TEST_F(StackCounterTest, IsNoCancellationPoint) {
  const auto counts = CountsOf([] {
    std::thread([] {
      pthread_cancel(pthread_self());
      FindBug();
      pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, nullptr);
    }).join();
  });
  EXPECT_EQ(counts.size(), 1u);
}

// Sanitizers cannot run without memory.
#if !defined(ABSL_HAVE_ADDRESS_SANITIZER) && !defined(ABSL_HAVE_THREAD_SANITIZER)

// Allocates until no block of `bytes` is left.
void UseUpMemory(size_t bytes) {
  void* block;
  do {
    block = malloc(bytes);
    asm volatile("" : "+r"(block));  // the compiler assumes that there always is one
  } while (block != nullptr);
}

TEST_F(StackCounterTest, CountsWithoutMemory) {
  const auto counts = CountsOf([] {
    const rlimit none = {0, 0};
    setrlimit(RLIMIT_AS, &none);
    UseUpMemory(16 << 10);
    FindBug();
    UseUpMemory(1);
    FindBugElsewhere();
  });
  ASSERT_EQ(counts.size(), 1u);
  EXPECT_EQ(counts.begin()->first, "tool/bug\ntruncated\n");
  EXPECT_EQ(counts.begin()->second, 2u);
}

#endif

TEST_F(StackCounterTest, CountsByOffsetInASandbox) {
  const auto counts = CountsOf([] {
    PrepareForSandbox();
    FindBug();
  });
  ASSERT_EQ(counts.size(), 1u);
  const std::vector<std::string> lines = Lines(counts.begin()->first);
  EXPECT_TRUE(absl::StartsWith(lines[1], "?@")) << lines[1];
  EXPECT_TRUE(absl::StrContains(lines[1], ".?:@0x0,+0x")) << lines[1];
}

}  // namespace
}  // namespace telemetry
