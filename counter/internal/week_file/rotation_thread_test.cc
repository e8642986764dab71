#include "counter/internal/week_file/rotation_thread.h"

#include <sys/prctl.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "counter/counter.h"
#include "counter/internal/session.h"
#include "counter/open.h"
#include "counter/testing/telemetry_sandbox.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/telemetry_dir.h"
#include "tests/util/child_process.h"

namespace telemetry {
namespace counter_internal {
namespace {

using testing::ElementsAre;
using testing::Pair;

constinit Counter used("tool/used");

// The session's clock in the children. Files expire on Wednesdays; this is a Tuesday.
const absl::Time kTuesday = absl::FromCivil(absl::CivilHour(2026, 11, 17, 21), absl::UTCTimeZone());
constexpr absl::Duration kUntilWednesday = absl::Hours(3);
std::atomic<int64_t> clock_nanos{0};

void SetClock(absl::Time time) { clock_nanos = absl::ToUnixNanos(time); }
absl::Time Clock() { return absl::FromUnixNanos(clock_nanos); }

class RotationThreadTest : public testing::Test {
 protected:
  RotationThreadTest() {
    const TelemetryDir dir(sandbox_.root());
    std::filesystem::create_directories(dir.local_dir());
    std::ofstream(dir.weekends_path()) << "3\n";
    SetClock(kTuesday);
  }

  static void OpenTool(bool rotate = false) {
    if (!Open({.program = "example.com/tool", .rotate = rotate, .clock = Clock}).counting)
      _exit(99);
  }

  TelemetrySandbox sandbox_;
};

TEST_F(RotationThreadTest, SleepsAtMostAnHourAndRotatesAtTheWeeksEnd) {
  EXPECT_EQ(RunInChild([] {
              OpenTool();
              std::vector<absl::Duration> sleeps;
              RotateRepeatedly([&](absl::Duration duration) {
                used.Inc();
                sleeps.push_back(duration);
                SetClock(Clock() + duration);
                return sleeps.size() < 5;
              });
              _exit(sleeps == std::vector<absl::Duration>(5, absl::Hours(1)) ? 0 : 1);
            }),
            0);
  EXPECT_THAT(sandbox_.CountsByBeginDay(),
              ElementsAre(Pair("2026-11-17", ElementsAre(Pair("tool/used", 3))),
                          Pair("2026-11-18", ElementsAre(Pair("tool/used", 2)))));
}

TEST_F(RotationThreadTest, SleepsNoLongerThanTheWeekLasts) {
  SetClock(kTuesday + kUntilWednesday - absl::Minutes(7));
  EXPECT_EQ(RunInChild([] {
              OpenTool();
              RotateRepeatedly([](absl::Duration duration) {
                _exit(duration == absl::Minutes(7) ? 0 : 1);
                return false;
              });
            }),
            0);
}

TEST_F(RotationThreadTest, DoesNotSpinWhereTheClockStandsStill) {
  SetClock(kTuesday + kUntilWednesday - absl::Nanoseconds(1));
  EXPECT_EQ(RunInChild([] {
              OpenTool();
              int sleeps = 0;
              RotateRepeatedly([&](absl::Duration duration) {
                if (duration != kShortestSleep) _exit(1);
                return ++sleeps < 10;
              });
            }),
            0);
}

TEST_F(RotationThreadTest, LooksAgainInAnHourWhereThereIsNoFile) {
  EXPECT_EQ(RunInChild([] {
              RotateRepeatedly([](absl::Duration duration) {
                _exit(duration == kLongestSleep ? 0 : 1);
                return false;
              });
            }),
            0);
}

// The two sleeps after the mode was due to be read.
std::vector<absl::Duration> TwoSleeps() {
  std::vector<absl::Duration> sleeps;
  SetClock(Clock() + absl::Hours(1));
  RotateRepeatedly([&](absl::Duration duration) {
    sleeps.push_back(duration);
    return sleeps.size() < 3;
  });
  return {sleeps[1], sleeps[2]};
}

TEST_F(RotationThreadTest, LooksNoMoreOftenInASandbox) {
  const std::vector<absl::Duration> hours = {absl::Hours(1), absl::Hours(1)};
  EXPECT_EQ(RunInChild([&hours] {
              OpenTool();
              prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
              _exit(TwoSleeps() == hours ? 0 : 1);
            }),
            0);
  EXPECT_EQ(RunInChild([&hours] {
              OpenTool();
              PrepareForSandbox();
              _exit(TwoSleeps() == hours ? 0 : 1);
            }),
            0);
}

size_t EntriesOf(const char* directory) {
  return std::distance(std::filesystem::directory_iterator(directory), {});
}

size_t OpenDescriptors() { return EntriesOf("/proc/self/fd"); }

TEST_F(RotationThreadTest, RotatesWithoutADescriptorOfItsOwn) {
  SetClock(kTuesday + kUntilWednesday - absl::Nanoseconds(1));
  EXPECT_EQ(RunInChild([] {
              OpenTool();
              const size_t descriptors = OpenDescriptors();
              OpenTool(/*rotate=*/true);
              used.Inc();
              if (OpenDescriptors() != descriptors) _exit(1);
              if (close_range(3, ~0u, 0) != 0) _exit(2);
              SetClock(kTuesday + kUntilWednesday);
              // The week is over until the thread has rotated.
              const absl::Time deadline = absl::Now() + absl::Seconds(30);
              while (SessionAttention() <= absl::ZeroDuration()) {
                if (absl::Now() > deadline) _exit(3);
                absl::SleepFor(absl::Milliseconds(10));
              }
              used.Inc();
            }),
            0);
  EXPECT_EQ(sandbox_.CountsByBeginDay().size(), 2u);
}

// As much as fitted on the thread's former stack.
thread_local char much_local_memory[60 << 10];

TEST_F(RotationThreadTest, StartsInAProgramWithMuchThreadLocalMemory) {
  EXPECT_EQ(RunInChild([] {
              asm volatile("" : : "r"(much_local_memory) : "memory");
              const size_t threads = EntriesOf("/proc/self/task");
              OpenTool(/*rotate=*/true);
              // ThreadSanitizer starts a thread of its own.
              _exit(EntriesOf("/proc/self/task") > threads ? 0 : 1);
            }),
            0);
}

}  // namespace
}  // namespace counter_internal
}  // namespace telemetry
