#include "upload/client/upload_log.h"

#include <unistd.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "storage/telemetry_dir.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

absl::Time Noon() {
  return absl::FromCivil(absl::CivilHour(2026, 11, 22, 12), absl::UTCTimeZone());
}

class UploadLogTest : public ::testing::Test {
 protected:
  const TempDir temp_;
  const TelemetryDir dir_{temp_.path()};
  const std::string path_ = absl::StrCat(dir_.debug_dir(), "/20261122-", getpid(), ".log");
};

TEST_F(UploadLogTest, StampsEachLine) {
  ASSERT_THAT(EnsureDirectory(dir_.debug_dir()), IsOk());
  UploadLog log(dir_, Noon);
  log.Write("one");
  log.Write("two");
  EXPECT_THAT(ReadFile(path_, 4096), IsOkAndHolds("2026-11-22T12:00:00.000Z one\n"
                                                  "2026-11-22T12:00:00.000Z two\n"));
}

TEST_F(UploadLogTest, WritesNothingThatSteersTheTerminalOfWhoReadsIt) {
  ASSERT_THAT(EnsureDirectory(dir_.debug_dir()), IsOk());
  UploadLog log(dir_, Noon);
  log.Write("dropped \"a\x1b[2J\xc2\x9b\n\"");
  EXPECT_THAT(ReadFile(path_, 4096),
              IsOkAndHolds("2026-11-22T12:00:00.000Z dropped \\\"a\\x1b[2J\\xc2\\x9b\\n\\\"\n"));
}

TEST_F(UploadLogTest, AddsToALogOfTheSameProcess) {
  ASSERT_THAT(EnsureDirectory(dir_.debug_dir()), IsOk());
  UploadLog(dir_, Noon).Write("one");
  UploadLog(dir_, Noon).Write("two");
  EXPECT_THAT(ReadFile(path_, 4096), IsOkAndHolds(testing::HasSubstr("one\n2026")));
}

TEST_F(UploadLogTest, WritesNothingUnlessTheUserHasMadeTheDirectory) {
  UploadLog(dir_, Noon).Write("one");
  EXPECT_THAT(*ListDirectory(temp_.path()), testing::IsEmpty());
}

}  // namespace
}  // namespace telemetry
