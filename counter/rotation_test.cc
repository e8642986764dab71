#include "counter/rotation.h"

#include <unistd.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "counter/counter.h"
#include "counter/internal/registry.h"
#include "counter/open.h"
#include "counter/testing/telemetry_sandbox.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/telemetry_dir.h"
#include "tests/util/child_process.h"

namespace telemetry {
namespace {

using testing::ElementsAre;
using testing::Pair;

constinit Counter used("tool/used");
constinit Counter rare("tool/rare");

constexpr absl::Duration kDay = absl::Hours(24);

// The children's clock, which starts on a Friday afternoon; files expire on Wednesdays.
std::atomic<int64_t> clock_seconds{0};

void SetClock(absl::Time time) { clock_seconds = absl::ToUnixSeconds(time); }
absl::Time Clock() { return absl::FromUnixSeconds(clock_seconds); }

class RotationTest : public testing::Test {
 protected:
  RotationTest() : dir_(sandbox_.root()) {
    std::filesystem::create_directories(dir_.local_dir());
    std::ofstream(dir_.weekends_path()) << "3\n";
    SetClock(friday_);
  }

  static bool OpenTool() {
    return Open({.program = "example.com/tool", .version = "v1.2.3", .clock = Clock}).counting;
  }

  const absl::Time friday_ =
      absl::FromCivil(absl::CivilHour(2026, 11, 13, 15), absl::UTCTimeZone());
  TelemetrySandbox sandbox_;
  const TelemetryDir dir_;
};

TEST_F(RotationTest, StaysWithTheFileWithinTheWeek) {
  EXPECT_EQ(RunInChild([this] {
              OpenTool();
              used.Inc();
              SetClock(friday_ + 4 * kDay);
              if (!Rotate()) _exit(1);
              used.Inc();
            }),
            0);
  EXPECT_THAT(sandbox_.CountsByBeginDay(),
              ElementsAre(Pair("2026-11-13", ElementsAre(Pair("tool/used", 2)))));
}

TEST_F(RotationTest, CountsIntoTheNewWeeksFileAfterTheWeeksEnd) {
  EXPECT_EQ(RunInChild([this] {
              OpenTool();
              used.Inc();
              rare.Inc();
              SetClock(friday_ + 5 * kDay);  // Wednesday
              if (!Rotate()) _exit(1);
              used.Add(10);
            }),
            0);
  EXPECT_THAT(
      sandbox_.CountsByBeginDay(),
      ElementsAre(Pair("2026-11-13", ElementsAre(Pair("tool/rare", 1), Pair("tool/used", 1))),
                  Pair("2026-11-18", ElementsAre(Pair("tool/used", 10)))));
}

TEST_F(RotationTest, SkipsTheWeeksThatTheMachineSlept) {
  EXPECT_EQ(RunInChild([this] {
              OpenTool();
              used.Inc();
              SetClock(friday_ + 40 * kDay);
              if (!Rotate()) _exit(1);
              used.Add(10);
            }),
            0);
  EXPECT_THAT(sandbox_.CountsByBeginDay(),
              ElementsAre(Pair("2026-11-13", ElementsAre(Pair("tool/used", 1))),
                          Pair("2026-12-23", ElementsAre(Pair("tool/used", 10)))));
}

TEST_F(RotationTest, LeavesTheFutureWhenTheClockIsSetBack) {
  EXPECT_EQ(RunInChild([this] {
              SetClock(friday_ + 400 * kDay);
              OpenTool();
              used.Inc();
              SetClock(friday_);
              if (!Rotate()) _exit(1);
              used.Add(10);
            }),
            0);
  EXPECT_EQ(sandbox_.CountsByBeginDay()["2026-11-13"]["tool/used"], 10u);
  EXPECT_EQ(sandbox_.Count("tool/used"), 11u);
}

TEST_F(RotationTest, KeepsCountsInMemoryWhileThereIsNoFile) {
  EXPECT_EQ(RunInChild([this] {
              OpenTool();
              used.Inc();
              SetClock(friday_ + 7 * kDay);
              const std::string hidden = dir_.path() + ".hidden";
              std::filesystem::rename(dir_.path(), hidden);
              std::ofstream(dir_.path()) << "a file in the directory's place";
              if (Rotate()) _exit(1);
              used.Add(10);
              rare.Inc();
              std::filesystem::remove(dir_.path());
              std::filesystem::rename(hidden, dir_.path());
              if (!Rotate()) _exit(2);
              used.Add(100);
            }),
            0);
  EXPECT_THAT(
      sandbox_.CountsByBeginDay(),
      ElementsAre(Pair("2026-11-13", ElementsAre(Pair("tool/used", 1))),
                  Pair("2026-11-20", ElementsAre(Pair("tool/rare", 1), Pair("tool/used", 110)))));
}

TEST_F(RotationTest, StopsCountingIntoFilesOnceTheModeIsOff) {
  EXPECT_EQ(RunInChild([this] {
              OpenTool();
              used.Inc();
              std::ofstream(dir_.mode_path()) << "off";
              SetClock(friday_ + 7 * kDay);
              if (Rotate()) _exit(1);
              used.Inc();
            }),
            0);
  EXPECT_THAT(sandbox_.CountsByBeginDay(),
              ElementsAre(Pair("2026-11-13", ElementsAre(Pair("tool/used", 1)))));
}

TEST_F(RotationTest, NoticesWithinAnHourThatTheModeIsOff) {
  EXPECT_EQ(RunInChild([this] {
              OpenTool();
              used.Inc();
              std::ofstream(dir_.mode_path()) << "off";
              SetClock(friday_ + absl::Minutes(59));
              if (!Rotate()) _exit(1);
              used.Inc();
              SetClock(friday_ + absl::Minutes(60));
              if (Rotate()) _exit(2);
              used.Add(100);
            }),
            0);
  EXPECT_EQ(sandbox_.Count("tool/used"), 2u);
}

TEST_F(RotationTest, NoticesWithinAnHourThatTheFileWasDeleted) {
  EXPECT_EQ(RunInChild([this] {
              OpenTool();
              used.Inc();
              for (const auto& entry : std::filesystem::directory_iterator(dir_.local_dir())) {
                if (entry.path().extension() == ".count") std::filesystem::remove(entry.path());
              }
              SetClock(friday_ + absl::Minutes(60));
              if (!Rotate()) _exit(1);
              used.Add(10);
            }),
            0);
  EXPECT_THAT(sandbox_.CountsByBeginDay(),
              ElementsAre(Pair("2026-11-13", ElementsAre(Pair("tool/used", 10)))));
}

TEST_F(RotationTest, LooksAgainAfterTheClockWasSetBack) {
  EXPECT_EQ(RunInChild([this] {
              SetClock(friday_ + kDay);
              OpenTool();
              std::ofstream(dir_.mode_path()) << "off";
              SetClock(friday_ + kDay - absl::Minutes(1));
              _exit(Rotate() ? 1 : 0);
            }),
            0);
}

TEST_F(RotationTest, TakesAlongCountersThatTheRegistryHasNoRoomFor) {
  EXPECT_EQ(RunInChild([this] {
              std::deque<Counter> fill;
              for (size_t i = 0; i < counter_internal::kMaxRegisteredCounters; ++i) {
                fill.emplace_back("tool/fill").Inc();
              }
              rare.Inc();
              OpenTool();
              rare.Inc();
              SetClock(friday_ + 7 * kDay);
              if (!Rotate()) _exit(1);
              rare.Add(10);
              fill.back().Inc();
            }),
            0);
  EXPECT_THAT(
      sandbox_.CountsByBeginDay(),
      ElementsAre(Pair("2026-11-13",
                       ElementsAre(Pair("tool/fill", counter_internal::kMaxRegisteredCounters),
                                   Pair("tool/rare", 2))),
                  Pair("2026-11-20", ElementsAre(Pair("tool/fill", 1), Pair("tool/rare", 10)))));
}

TEST_F(RotationTest, DoesNothingBeforeOpen) {
  EXPECT_EQ(RunInChild([] { _exit(Rotate() ? 1 : 0); }), 0);
}

TEST_F(RotationTest, LosesNothingThatThreadsCountMeanwhile) {
  constexpr int kThreads = 3;
  constexpr int kWeeks = 50;
  constexpr int kIncrements = 100000;
  EXPECT_EQ(RunInChild([this] {
              OpenTool();
              std::vector<std::thread> threads;
              for (int t = 0; t < kThreads; ++t) {
                threads.emplace_back([] {
                  for (int i = 0; i < kIncrements; ++i) {
                    used.Inc();
                    rare.Add(2);
                  }
                });
              }
              for (int week = 1; week <= kWeeks; ++week) {
                SetClock(friday_ + week * 7 * kDay);
                if (!Rotate()) _exit(1);
              }
              for (std::thread& thread : threads) thread.join();
            }),
            0);
  EXPECT_EQ(sandbox_.Count("tool/used"), uint64_t{kThreads} * kIncrements);
  EXPECT_EQ(sandbox_.Count("tool/rare"), uint64_t{2} * kThreads * kIncrements);
}

}  // namespace
}  // namespace telemetry
