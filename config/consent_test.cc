#include "config/consent.h"

#include <sys/stat.h>

#include <fstream>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "config/mode.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "storage/telemetry_dir.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

constexpr absl::string_view kCollector = "telemetry.example.com:443";

absl::Time Noon(int day) {
  return absl::FromCivil(absl::CivilHour(2026, 11, day, 12), absl::UTCTimeZone());
}

class ConsentTest : public testing::Test {
 protected:
  static std::string Contents(const std::string& path) {
    return ReadFile(path, 4096).value_or("(none)");
  }

  void Set(Mode mode, absl::string_view collector, absl::Time now) {
    const absl::Status status = SetMode(dir_, mode, collector, now);
    EXPECT_TRUE(status.ok()) << status;
  }

  // As Go's `gotelemetry` writes it, which knows nothing of collectors.
  void SetWithGo(const std::string& contents) {
    std::ofstream(dir_.mode_path(), std::ios::trunc) << contents;
  }

  std::string mode_file() const { return Contents(dir_.mode_path()); }
  std::string collector_file() const { return Contents(dir_.collector_path()); }

  const TempDir temp_dir_;
  const TelemetryDir dir_{temp_dir_.path() + "/go/telemetry"};
};

TEST_F(ConsentTest, RecordsTheModeAndTheDay) {
  Set(Mode::kOff, "", Noon(22));
  EXPECT_EQ(mode_file(), "off 2026-11-22");
  EXPECT_EQ(collector_file(), "(none)");
}

TEST_F(ConsentTest, RecordsTheCollector) {
  Set(Mode::kOn, kCollector, Noon(22));
  EXPECT_EQ(mode_file(), "on 2026-11-22\n");
  EXPECT_EQ(collector_file(), "telemetry.example.com:443 2026-11-22\n");
  EXPECT_EQ(DecideMode(dir_.root()).collector, kCollector);
}

TEST_F(ConsentTest, WritesTheModeAsGoDoesWithoutACollector) {
  Set(Mode::kOn, "", Noon(22));
  EXPECT_EQ(mode_file(), "on 2026-11-22");
  EXPECT_EQ(DecideMode(dir_.root()).collector, "");
}

TEST_F(ConsentTest, DatesConsentInUtc) {
  Set(Mode::kOff, "",
      absl::FromCivil(absl::CivilMinute(2026, 11, 21, 23, 59), absl::UTCTimeZone()));
  EXPECT_EQ(mode_file(), "off 2026-11-21");
}

TEST_F(ConsentTest, KeepsTheDateOfWhatIsAlreadySet) {
  Set(Mode::kOn, kCollector, Noon(20));
  Set(Mode::kOn, kCollector, Noon(22));
  EXPECT_EQ(mode_file(), "on 2026-11-20\n");
  Set(Mode::kOff, "", Noon(22));
  Set(Mode::kOff, "", Noon(23));
  EXPECT_EQ(mode_file(), "off 2026-11-22");
}

TEST_F(ConsentTest, WritesNothingToSetTheDefault) {
  Set(Mode::kLocal, "", Noon(22));
  EXPECT_EQ(mode_file(), "(none)");
}

TEST_F(ConsentTest, TakesAnotherCollectorForANewConsent) {
  Set(Mode::kOn, kCollector, Noon(20));
  Set(Mode::kOn, "other.example.com:443", Noon(22));
  EXPECT_EQ(mode_file(), "on 2026-11-22\n");
  EXPECT_EQ(DecideMode(dir_.root()).collector, "other.example.com:443");
  Set(Mode::kOn, "", Noon(24));
  EXPECT_EQ(mode_file(), "on 2026-11-24");
  EXPECT_EQ(collector_file(), "(none)");
}

TEST_F(ConsentTest, ForgetsTheCollectorWithTheConsent) {
  Set(Mode::kOn, kCollector, Noon(22));
  Set(Mode::kLocal, "", Noon(22));
  EXPECT_EQ(mode_file(), "local 2026-11-22");
  EXPECT_EQ(collector_file(), "(none)");
}

TEST_F(ConsentTest, DoesNotTakeALaterConsentForOneToTheOldCollector) {
  Set(Mode::kOn, kCollector, Noon(20));
  SetWithGo("off 2026-11-22");
  SetWithGo("on 2026-11-22");
  EXPECT_EQ(DecideMode(dir_.root()).collector, "");
}

TEST_F(ConsentTest, DoesNotTakeAnotherConsentOfTheSameDayForOneToTheOldCollector) {
  Set(Mode::kOn, kCollector, Noon(22));
  SetWithGo("off 2026-11-22");
  SetWithGo("on 2026-11-22");
  EXPECT_EQ(DecideMode(dir_.root()).collector, "");
  Set(Mode::kOn, kCollector, Noon(22));
  EXPECT_EQ(DecideMode(dir_.root()).collector, kCollector);
}

TEST_F(ConsentTest, TakesNoCollectorThatAKilledWithdrawalLeft) {
  Set(Mode::kOn, kCollector, Noon(22));
  const std::string left = collector_file();
  Set(Mode::kOn, "", Noon(22));
  ASSERT_TRUE(WriteFileAtomically(dir_.collector_path(), left).ok());
  EXPECT_EQ(DecideMode(dir_.root()).collector, "");
  Set(Mode::kOff, "", Noon(22));
  ASSERT_TRUE(WriteFileAtomically(dir_.collector_path(), left).ok());
  SetWithGo("on 2026-11-22");
  EXPECT_EQ(DecideMode(dir_.root()).collector, "");
}

TEST_F(ConsentTest, ReplacesAModeFileThatNobodyUnderstands) {
  ASSERT_TRUE(EnsureDirectory(dir_.root()).ok());
  ASSERT_TRUE(WriteFileAtomically(dir_.mode_path(), "perhaps").ok());
  Set(Mode::kOff, "", Noon(22));
  EXPECT_EQ(mode_file(), "off 2026-11-22");
}

TEST_F(ConsentTest, MakesPrivateFiles) {
  Set(Mode::kOn, kCollector, Noon(22));
  struct stat info;
  for (const std::string& path : {dir_.mode_path(), dir_.collector_path()}) {
    ASSERT_EQ(stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0600) << path;
  }
  ASSERT_EQ(stat(dir_.root().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700);
}

TEST_F(ConsentTest, RefusesACollectorWithAnotherMode) {
  EXPECT_EQ(SetMode(dir_, Mode::kLocal, kCollector, Noon(22)).code(),
            absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(mode_file(), "(none)");
}

TEST_F(ConsentTest, RefusesACollectorThatIsNoAddress) {
  EXPECT_EQ(SetMode(dir_, Mode::kOn, "example.com", Noon(22)).message(),
            "collector address \"example.com\" is not HOST:PORT");
  EXPECT_EQ(mode_file(), "(none)");
}

TEST_F(ConsentTest, FailsWithoutADirectory) {
  EXPECT_EQ(SetMode(TelemetryDir(""), Mode::kOff, "", Noon(22)).code(),
            absl::StatusCode::kFailedPrecondition);
}

TEST(ValidateCollectorAddressTest, WantsAHostAndAPort) {
  for (const char* address : {"localhost:1", "127.0.0.1:65535", "telemetry.example.com:443",
                              "[::1]:443", "[fe80::1%eth0]:443", "my_host-1:80"}) {
    EXPECT_TRUE(ValidateCollectorAddress(address).ok()) << address;
  }
  for (const char* address : {"",
                              ":",
                              "localhost",
                              "localhost:",
                              ":443",
                              "localhost:0",
                              "localhost:65536",
                              "localhost:+1",
                              "localhost:http",
                              "https://example.com:443",
                              "example.com:443/path",
                              "::1:443",
                              "[::1:443",
                              "[example.com:443",
                              "example.com]:443",
                              "[abc]:1",
                              "[]:443",
                              "example.com :443",
                              "a b:1",
                              "user@example.com:443"}) {
    EXPECT_FALSE(ValidateCollectorAddress(address).ok()) << address;
  }
}

}  // namespace
}  // namespace telemetry
