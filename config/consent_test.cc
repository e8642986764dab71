#include "config/consent.h"

#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "config/mode.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "storage/host_port.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_root.h"
#include "tests/util/child_process.h"
#include "tests/util/file_permissions.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

absl::Time Noon(int day) {
  return absl::FromCivil(absl::CivilHour(2026, 11, day, 12), absl::UTCTimeZone());
}

class ConsentTest : public testing::Test {
 protected:
  static std::string Contents(const std::string& path) {
    return ReadFile(path, 4096).value_or("(none)");
  }

  static void Write(const std::string& path, const std::string& contents) {
    ASSERT_THAT(EnsureDirectory(path.substr(0, path.rfind('/'))), IsOk());
    std::ofstream(path, std::ios::trunc) << contents;
  }

  void Set(Mode mode, absl::Time now) { EXPECT_THAT(SetMode(dir_, mode, now), IsOk()); }
  void SetAll(Mode mode) { EXPECT_THAT(SetModeOfAll(root_, mode, Noon(22)), IsOk()); }

  std::string mode_file() const { return Contents(dir_.mode_path()); }

  const TempDir temp_dir_;
  const TelemetryRoot root_{temp_dir_.path() + "/go/telemetry"};
  const HostPort collector_ = *ParseCollector("stats.example.com");
  const TelemetryDir dir_ = root_.collector(collector_);
};

TEST_F(ConsentTest, RecordsTheModeAndTheDayAsGoDoes) {
  Set(Mode::kOn, Noon(22));
  EXPECT_EQ(mode_file(), "on 2026-11-22");
  EXPECT_EQ(DecideMode(root_, collector_).consent_day, "2026-11-22");
}

TEST_F(ConsentTest, LeavesGosModeFileAlone) {
  Set(Mode::kOn, Noon(22));
  EXPECT_EQ(Contents(root_.go().mode_path()), "(none)");
  Write(root_.go().mode_path(), "local 2026-01-01\n");
  Set(Mode::kOff, Noon(22));
  Set(Mode::kOn, Noon(22));
  EXPECT_EQ(Contents(root_.go().mode_path()), "local 2026-01-01\n");
}

TEST_F(ConsentTest, IsForOneCollector) {
  Set(Mode::kOn, Noon(22));
  EXPECT_EQ(DecideMode(root_, ParseCollector("stats.example.com:444")).mode, Mode::kLocal);
  EXPECT_EQ(DecideMode(root_, std::nullopt).mode, Mode::kLocal);
}

TEST_F(ConsentTest, DatesConsentInUtc) {
  Set(Mode::kOff, absl::FromCivil(absl::CivilMinute(2026, 11, 21, 23, 59), absl::UTCTimeZone()));
  EXPECT_EQ(mode_file(), "off 2026-11-21");
}

TEST_F(ConsentTest, KeepsTheDateOfWhatIsAlreadySet) {
  Set(Mode::kOn, Noon(20));
  Set(Mode::kOn, Noon(22));
  EXPECT_EQ(mode_file(), "on 2026-11-20");
  Set(Mode::kOff, Noon(22));
  Set(Mode::kOff, Noon(23));
  EXPECT_EQ(mode_file(), "off 2026-11-22");
}

TEST_F(ConsentTest, WritesNothingToSetTheDefault) {
  Set(Mode::kLocal, Noon(22));
  EXPECT_EQ(mode_file(), "(none)");
}

TEST_F(ConsentTest, ForgetsWhatIsApprovedWithTheConsent) {
  for (const Mode mode : {Mode::kLocal, Mode::kOff}) {
    Set(Mode::kOn, Noon(22));
    Write(dir_.upload_config_path(), "{}");
    Set(mode, Noon(22));
    EXPECT_EQ(Contents(dir_.upload_config_path()), "(none)") << ModeName(mode);
  }
}

TEST_F(ConsentTest, KeepsWhatBelongsToAConsentThatCannotBeWithdrawn) {
  ASSERT_THAT(ConsentWithRoots(dir_, {"/ca.pem", "roots"}, Noon(20)), IsOk());
  Write(dir_.upload_config_path(), "{}");
  ASSERT_EQ(chmod(dir_.mode_path().c_str(), 0400), 0);
  EXPECT_EQ(RunInChild([this] {
              RespectFilePermissions();
              _exit(SetMode(dir_, Mode::kLocal, Noon(22)).ok() ? 1 : 0);
            }),
            0);
  EXPECT_EQ(mode_file(), "on 2026-11-20");
  EXPECT_EQ(Contents(dir_.upload_config_path()), "{}");
  EXPECT_EQ(Contents(dir_.private_roots_path()), "/ca.pem\nroots");
}

TEST_F(ConsentTest, RecordsPrivateRootsWithIt) {
  ASSERT_THAT(ConsentWithRoots(dir_, {"/ca.pem", "roots"}, Noon(20)), IsOk());
  EXPECT_EQ(mode_file(), "on 2026-11-20");
  EXPECT_EQ(Contents(dir_.private_roots_path()), "/ca.pem\nroots");
  // Others, later.
  ASSERT_THAT(ConsentWithRoots(dir_, {"/other.pem", "other"}, Noon(22)), IsOk());
  EXPECT_EQ(mode_file(), "on 2026-11-20");
  EXPECT_EQ(Contents(dir_.private_roots_path()), "/other.pem\nother");
}

TEST_F(ConsentTest, IsNoneWithoutThePrivateRootsThatCannotBeRecorded) {
  ASSERT_THAT(EnsureDirectory(dir_.private_roots_path()),
              IsOk());  // a directory in the file's place
  EXPECT_FALSE(ConsentWithRoots(dir_, {"/ca.pem", "roots"}, Noon(20)).ok());
  EXPECT_EQ(mode_file(), "(none)");
}

TEST_F(ConsentTest, OffForEverythingWithdrawsEachConsent) {
  const TelemetryDir other = root_.collector(*ParseCollector("[::1]:8080"));
  Set(Mode::kOn, Noon(20));
  Write(other.mode_path(), "on 2026-11-20");
  Write(root_.go().mode_path(), "on 2026-11-20");
  SetAll(Mode::kOff);
  EXPECT_EQ(mode_file(), "off 2026-11-22");
  EXPECT_EQ(Contents(other.mode_path()), "off 2026-11-22");
  EXPECT_EQ(Contents(root_.go().mode_path()), "off 2026-11-22");
  // As a restored dotfile might.
  Write(root_.go().mode_path(), "on 2026-11-20");
  EXPECT_EQ(DecideMode(root_, collector_).mode, Mode::kOff);
}

TEST_F(ConsentTest, LocalForEverythingWithdrawsEachConsentAndKeepsCounting) {
  Set(Mode::kOn, Noon(20));
  SetAll(Mode::kLocal);
  EXPECT_EQ(mode_file(), "local 2026-11-22");
  EXPECT_EQ(Contents(root_.go().mode_path()), "(none)");
}

TEST_F(ConsentTest, OffForEverythingDoesAllThatItCan) {
  Set(Mode::kOn, Noon(20));
  const TelemetryDir other = root_.collector(*ParseCollector("a.example.com"));
  ASSERT_THAT(EnsureDirectory(other.mode_path()), IsOk());  // a directory in the file's place
  EXPECT_FALSE(SetModeOfAll(root_, Mode::kOff, Noon(22)).ok());
  EXPECT_EQ(mode_file(), "off 2026-11-22");
  EXPECT_EQ(Contents(root_.go().mode_path()), "off 2026-11-22");
}

TEST_F(ConsentTest, WritesThroughASymbolicLinkAsGoDoes) {
  const std::string target = temp_dir_.path() + "/dotfiles/mode";
  Write(target, "on 2026-11-20");
  ASSERT_THAT(EnsureDirectory(dir_.path()), IsOk());
  ASSERT_EQ(symlink(target.c_str(), dir_.mode_path().c_str()), 0);
  Set(Mode::kOff, Noon(22));
  struct stat info;
  ASSERT_EQ(lstat(dir_.mode_path().c_str(), &info), 0);
  EXPECT_TRUE(S_ISLNK(info.st_mode));
  EXPECT_EQ(Contents(target), "off 2026-11-22");
}

TEST_F(ConsentTest, OverwritesALongerFile) {
  Write(dir_.mode_path(), "local 2026-11-20   \n\n");
  Set(Mode::kOn, Noon(22));
  EXPECT_EQ(mode_file(), "on 2026-11-22");
}

TEST_F(ConsentTest, ReplacesAModeFileThatNobodyUnderstands) {
  Write(dir_.mode_path(), "perhaps");
  Set(Mode::kOff, Noon(22));
  EXPECT_EQ(mode_file(), "off 2026-11-22");
}

TEST_F(ConsentTest, MakesPrivateFiles) {
  Set(Mode::kOn, Noon(22));
  struct stat info;
  ASSERT_EQ(stat(dir_.mode_path().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600);
  for (const std::string& path : {dir_.path(), root_.collectors_dir(), root_.path()}) {
    ASSERT_EQ(stat(path.c_str(), &info), 0);
    EXPECT_EQ(info.st_mode & 0777, 0700) << path;
  }
}

TEST_F(ConsentTest, FailsWithoutADirectory) {
  EXPECT_THAT(SetMode(TelemetryDir(""), Mode::kOff, Noon(22)),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

}  // namespace
}  // namespace telemetry
