#include "storage/telemetry_dir.h"

#include <string>

#include "absl/time/civil_time.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

constexpr absl::CivilDay kWeek(2026, 1, 8);

TEST(TelemetryDirTest, NamesEveryFileAsGoDoes) {
  const TelemetryDir dir("/home/u/.config/go/telemetry");
  EXPECT_EQ(dir.path(), "/home/u/.config/go/telemetry");
  EXPECT_EQ(dir.mode_path(), "/home/u/.config/go/telemetry/mode");
  EXPECT_EQ(dir.local_dir(), "/home/u/.config/go/telemetry/local");
  EXPECT_EQ(dir.upload_dir(), "/home/u/.config/go/telemetry/upload");
  EXPECT_EQ(dir.debug_dir(), "/home/u/.config/go/telemetry/debug");
  EXPECT_EQ(dir.weekends_path(), "/home/u/.config/go/telemetry/local/weekends");
  EXPECT_EQ(dir.token_path(), "/home/u/.config/go/telemetry/local/upload.token");
  EXPECT_EQ(dir.upload_config_path(), "/home/u/.config/go/telemetry/upload_config.json");
}

TEST(TelemetryDirTest, NamesReportsByTheirWeek) {
  const TelemetryDir dir("/t");
  EXPECT_EQ(dir.local_report_path(kWeek), "/t/local/local.2026-01-08.json");
  EXPECT_EQ(dir.ready_report_path(kWeek), "/t/local/2026-01-08.json");
  EXPECT_EQ(dir.sent_report_path(kWeek), "/t/upload/2026-01-08.json");
  EXPECT_EQ(dir.lock_path(kWeek), "/t/upload/2026-01-08.json.lock");
}

TEST(TelemetryDirTest, DropsTrailingSlashesButKeepsTheRootDirectory) {
  EXPECT_EQ(TelemetryDir("/t//").path(), "/t");
  EXPECT_EQ(TelemetryDir("/").path(), "/");
}

}  // namespace
}  // namespace telemetry
