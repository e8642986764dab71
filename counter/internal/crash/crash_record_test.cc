#include "counter/internal/crash/crash_record.h"

#include <signal.h>
#include <unistd.h>

#include <cstdint>

#include "gtest/gtest.h"
#include "tests/util/child_process.h"

namespace telemetry {
namespace counter_internal {
namespace {

constexpr int64_t kDay = 24 * 60 * 60;

TEST(CrashRecordTest, CountsEachDayOfAWeekOnItsOwn) {
  EXPECT_EQ(CrashDayCounter(0), "crash/day:thu");
  EXPECT_EQ(CrashDayCounter(kDay - 1), "crash/day:thu");
  EXPECT_EQ(CrashDayCounter(3 * kDay), "crash/day:sun");
  EXPECT_EQ(CrashDayCounter(6 * kDay), "crash/day:wed");
  EXPECT_EQ(CrashDayCounter(7 * kDay), "crash/day:thu");
}

TEST(CrashRecordTest, TakesATimeBeforeTheEpochForItsDay) {
  EXPECT_EQ(CrashDayCounter(-1), "crash/day:thu");
}

TEST(CrashRecordTest, CountsEachSignalUnderItsName) {
  EXPECT_EQ(CrashSignalCounter(SIGSEGV), "crash/signal:SIGSEGV");
  EXPECT_EQ(CrashSignalCounter(SIGBUS), "crash/signal:SIGBUS");
  EXPECT_EQ(CrashSignalCounter(SIGILL), "crash/signal:SIGILL");
  EXPECT_EQ(CrashSignalCounter(SIGFPE), "crash/signal:SIGFPE");
  EXPECT_EQ(CrashSignalCounter(SIGABRT), "crash/signal:SIGABRT");
  EXPECT_EQ(CrashSignalCounter(SIGTRAP), "crash/signal:SIGTRAP");
  EXPECT_EQ(CrashSignalCounter(SIGTERM), "crash/signal:other");
}

TEST(CrashRecordTest, RecordsOneCrashAfterTheOther) {
  EXPECT_EQ(BeginCrash(), CrashTurn::kRecord);
  EndCrash();
  EXPECT_EQ(BeginCrash(), CrashTurn::kRecord);
  EndCrash();
}

TEST(CrashRecordTest, DoesNotWaitInAChildForItsParent) {
  ASSERT_EQ(BeginCrash(), CrashTurn::kRecord);
  const int status = RunInChild([] {
    alarm(1);
    if (BeginCrash() != CrashTurn::kRecord) _exit(1);
  });
  EndCrash();
  EXPECT_EQ(status, 0);
}

}  // namespace
}  // namespace counter_internal
}  // namespace telemetry
