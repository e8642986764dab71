#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "config/consent.h"
#include "config/mode.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_root.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

TEST(ConsentBuiltWithoutTest, WithdrawsWhatOtherProgramsGoBy) {
  const TempDir temp_dir;
  const TelemetryDir dir(temp_dir.path());
  ASSERT_TRUE(WriteFileAtomically(dir.mode_path(), "on 2026-11-20").ok());
  ASSERT_EQ(DecideMode(TelemetryRoot(temp_dir.path()), std::nullopt).rule, ModeRule::kBuiltWithout);

  const absl::Time now = absl::FromCivil(absl::CivilDay(2026, 11, 22), absl::UTCTimeZone());
  const absl::Status status = SetMode(dir, Mode::kOff, now);
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(ReadFile(dir.mode_path(), 100).value_or("(none)"), "off 2026-11-22");
}

}  // namespace
}  // namespace telemetry
