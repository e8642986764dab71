#include "counter/counter.h"

#include <signal.h>

#include <cstdint>
#include <limits>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include "absl/functional/function_ref.h"
#include "counter/open.h"
#include "counter/testing/telemetry_sandbox.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/child_process.h"

namespace telemetry {
namespace {

using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

constexpr uint64_t kMax = std::numeric_limits<uint64_t>::max();
constexpr uint64_t kMaxAmount = std::numeric_limits<int64_t>::max();

// Must compile: a counter is initialised before any code runs, and its destruction runs no code.
constinit Counter errors("tool/errors");
constinit Counter warnings("tool/warnings");
static_assert(std::is_trivially_destructible_v<Counter>);

bool OpenTool() { return Open({.program = "example.com/tool", .version = "v1.2.3"}).counting; }

// Each test counts in child processes and looks at the files that they leave behind.
class CounterTest : public testing::Test {
 protected:
  void InChild(absl::FunctionRef<void()> body) { ASSERT_EQ(RunInChild(body), 0); }

  TelemetrySandbox sandbox_;
};

TEST_F(CounterTest, CountsIntoTheFile) {
  InChild([] {
    OpenTool();
    errors.Inc();
    errors.Add(3);
    warnings.Inc();
  });
  EXPECT_THAT(sandbox_.Counts(),
              UnorderedElementsAre(Pair("tool/errors", 4), Pair("tool/warnings", 1)));
}

TEST_F(CounterTest, KeepsWhatWasCountedBeforeOpen) {
  InChild([] {
    errors.Inc();
    errors.Add(1000);
    OpenTool();
    errors.Inc();
  });
  EXPECT_EQ(sandbox_.Count("tool/errors"), 1002u);
}

TEST_F(CounterTest, LeavesNoTraceOfACounterThatIsNotUsed) {
  InChild([] {
    OpenTool();
    errors.Inc();
  });
  EXPECT_THAT(sandbox_.Counts(), UnorderedElementsAre(Pair("tool/errors", 1)));
}

TEST_F(CounterTest, WritesNothingWithoutOpen) {
  InChild([] { errors.Inc(); });
  EXPECT_THAT(sandbox_.Counts(), IsEmpty());
}

TEST_F(CounterTest, AddsToWhatEarlierProcessesCounted) {
  for (int i = 0; i < 3; ++i) {
    InChild([] {
      OpenTool();
      errors.Add(5);
    });
  }
  EXPECT_EQ(sandbox_.Count("tool/errors"), 15u);
}

TEST_F(CounterTest, CountsOneNameOnceForSeveralCounters) {
  InChild([] {
    static constinit Counter same_name("tool/errors");
    errors.Inc();
    OpenTool();
    same_name.Add(2);
    errors.Inc();
  });
  EXPECT_EQ(sandbox_.Count("tool/errors"), 4u);
}

TEST_F(CounterTest, SurvivesTheKillingOfItsProcess) {
  EXPECT_EQ(RunInChild([] {
              OpenTool();
              errors.Add(7);
              raise(SIGKILL);
            }),
            128 + SIGKILL);
  EXPECT_EQ(sandbox_.Count("tool/errors"), 7u);
}

TEST_F(CounterTest, SaturatesInTheFile) {
  InChild([] {
    OpenTool();
    errors.Add(kMaxAmount);
    errors.Add(kMaxAmount);
    errors.Inc();
    errors.Inc();
    errors.Add(kMaxAmount);
    warnings.Inc();
    for (int i = 0; i < 3; ++i) warnings.Add(kMaxAmount);
    warnings.Add(uint64_t{1} << 32);
  });
  EXPECT_EQ(sandbox_.Count("tool/errors"), kMax);
  EXPECT_EQ(sandbox_.Count("tool/warnings"), kMax);
}

TEST_F(CounterTest, KeepsAtMost2To62BeforeOpen) {
  InChild([] {
    errors.Add(kMaxAmount);
    errors.Add(kMaxAmount);
    errors.Inc();
    OpenTool();
  });
  EXPECT_EQ(sandbox_.Count("tool/errors"), (uint64_t{1} << 62) + 1);
}

TEST_F(CounterTest, CountsNothingForANegativeAmount) {
  InChild([] {
    errors.Inc();
    errors.Add(uint64_t{3} - 4);
    OpenTool();
    errors.Add(uint64_t{3} - 4);
    errors.Add(kMaxAmount + 1);
    errors.Inc();
  });
  EXPECT_EQ(sandbox_.Count("tool/errors"), 2u);
}

TEST_F(CounterTest, AddsNothing) {
  InChild([] {
    OpenTool();
    errors.Add(0);
    warnings.Add(2);
    warnings.Add(0);
  });
  EXPECT_EQ(sandbox_.Count("tool/errors"), 0u);
  EXPECT_EQ(sandbox_.Count("tool/warnings"), 2u);
}

TEST_F(CounterTest, LosesNothingThatThreadsCountWhileOpenRuns) {
  constexpr int kThreads = 4;
  constexpr int kIncrements = 100000;
  InChild([] {
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([] {
        for (int i = 0; i < kIncrements; ++i) {
          errors.Inc();
          warnings.Add(2);
        }
      });
    }
    OpenTool();
    for (std::thread& thread : threads) thread.join();
  });
  EXPECT_EQ(sandbox_.Count("tool/errors"), uint64_t{kThreads} * kIncrements);
  EXPECT_EQ(sandbox_.Count("tool/warnings"), uint64_t{2} * kThreads * kIncrements);
}

TEST_F(CounterTest, SharesTheFileWithAForkedChild) {
  InChild([] {
    OpenTool();
    errors.Inc();
    RunInChild([] {
      errors.Inc();
      warnings.Inc();
    });
    errors.Inc();
  });
  EXPECT_THAT(sandbox_.Counts(),
              UnorderedElementsAre(Pair("tool/errors", 3), Pair("tool/warnings", 1)));
}

TEST_F(CounterTest, CountsOnceWhatWasCountedBeforeAForkAndOpen) {
  InChild([] {
    errors.Add(10);
    RunInChild([] {
      OpenTool();
      errors.Inc();
    });
    OpenTool();
  });
  EXPECT_EQ(sandbox_.Count("tool/errors"), 11u);
}

TEST_F(CounterTest, CountsInASignalHandler) {
  InChild([] {
    OpenTool();
    signal(SIGUSR1, [](int) {
      errors.Inc();
      warnings.Inc();
    });
    errors.Inc();
    raise(SIGUSR1);
    raise(SIGUSR1);
  });
  EXPECT_THAT(sandbox_.Counts(),
              UnorderedElementsAre(Pair("tool/errors", 3), Pair("tool/warnings", 2)));
}

TEST_F(CounterTest, RefusesNoNameButCountsOnlyThoseThatAFileCanHold) {
  InChild([] {
    static const std::string* const too_long = new std::string(4097, 'x');
    static Counter long_name(*too_long);
    static constinit Counter empty_name("");
    OpenTool();
    long_name.Inc();
    empty_name.Inc();
    errors.Inc();
  });
  EXPECT_THAT(sandbox_.Counts(), UnorderedElementsAre(Pair("tool/errors", 1)));
}

}  // namespace
}  // namespace telemetry
