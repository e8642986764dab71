#include "upload/client/ready_reports.h"

#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ReadyReportsTest, FindsUploadReportsTheEarliestFirst) {
  EXPECT_THAT(ReadyReports({"2026-11-18.json", "2026-11-11.json", "2025-12-31.json"}),
              ElementsAre(absl::CivilDay(2025, 12, 31), absl::CivilDay(2026, 11, 11),
                          absl::CivilDay(2026, 11, 18)));
}

TEST(ReadyReportsTest, PassesOverEverythingElse) {
  EXPECT_THAT(ReadyReports({"local.2026-11-18.json", "2026-11-18.json.lock", "2026-02-30.json",
                            "2026-11-18.json.17.tmp", "2026-11-18", "weekends", "upload.token",
                            "tool-gcc12.2.0-linux-amd64-2026-11-11.v1.count", ".json", ""}),
              IsEmpty());
}

}  // namespace
}  // namespace telemetry
