// No count is lost or invented, whatever happens to the processes that count.

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdint>
#include <limits>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "counter/testing/telemetry_sandbox.h"
#include "gtest/gtest.h"
#include "tests/e2e/counting/workload.h"

namespace telemetry {
namespace {

constexpr int kForever = std::numeric_limits<int>::max();

class CountingTest : public testing::Test {
 protected:
  void StartAll(int increments) {
    for (int p = 0; p < kProcesses; ++p) children_.push_back(StartCounting(tally_, p, increments));
  }
  static int StatusOf(pid_t child) {
    int status = -1;
    waitpid(child, &status, 0);
    return status;
  }
  // Waits at most ten seconds for process `number` to count.
  bool GoesOn(int number) const {
    const uint64_t before = tally_.OfProcess(number);
    for (int i = 0; i < 10000; ++i) {
      if (tally_.OfProcess(number) > before) return true;
      usleep(1000);
    }
    return false;
  }

  TelemetrySandbox sandbox_;
  Tally tally_;
  std::vector<pid_t> children_;
};

TEST_F(CountingTest, EverySumIsExact) {
  constexpr int kIncrements = 1000000;
  StartAll(kIncrements);
  for (const pid_t child : children_) EXPECT_EQ(StatusOf(child), 0);
  const std::map<std::string, uint64_t> counts = sandbox_.Counts();
  EXPECT_EQ(counts.size(), kNames);
  uint64_t sum = 0;
  for (int i = 0; i < kNames; ++i) {
    ASSERT_EQ(counts.at(NameOf(i)), tally_.OfName(i)) << NameOf(i);
    sum += counts.at(NameOf(i));
  }
  EXPECT_EQ(sum, uint64_t{kProcesses} * kThreads * kIncrements);
}

TEST_F(CountingTest, KillingLosesNoIncrementThatReturned) {
  std::mt19937 random(42);
  StartAll(kForever);
  for (int p = 0; p < kProcesses; ++p) {
    usleep(random() % 100000);
    kill(children_[p], SIGKILL);
    EXPECT_TRUE(WIFSIGNALED(StatusOf(children_[p])));
    sandbox_.Counts();  // ends the test if the file cannot be read
    if (p + 1 < kProcesses) {
      EXPECT_TRUE(GoesOn(p + 1)) << "a process waits for one that was killed";
    }
  }
  const std::map<std::string, uint64_t> counts = sandbox_.Counts();
  uint64_t not_returned = 0;
  for (int i = 0; i < kNames; ++i) {
    const auto count = counts.find(NameOf(i));
    const uint64_t counted = count == counts.end() ? 0 : count->second;
    ASSERT_GE(counted, tally_.OfName(i)) << NameOf(i);
    not_returned += counted - tally_.OfName(i);
  }
  EXPECT_LE(not_returned, kProcesses * kThreads) << "more than one for each thread";
}

TEST_F(CountingTest, ProcessesThatComeAndGoAddUp) {
  // Each round kills the previous process; the names are found and added again and again.
  std::mt19937 random(7);
  for (int run = 0; run < 40; ++run) {
    const pid_t child = StartCounting(tally_, run % kProcesses, kForever);
    usleep(random() % 10000);
    kill(child, SIGKILL);
    StatusOf(child);
  }
  const std::map<std::string, uint64_t> counts = sandbox_.Counts();
  for (int i = 0; i < kNames; ++i) {
    const auto count = counts.find(NameOf(i));
    ASSERT_GE(count == counts.end() ? 0 : count->second, tally_.OfName(i)) << NameOf(i);
  }
}

}  // namespace
}  // namespace telemetry
