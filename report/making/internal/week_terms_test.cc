#include "report/making/internal/week_terms.h"

#include "absl/status/status.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "config/mode.h"
#include "gtest/gtest.h"
#include "report/testing/telemetry_dir_fixture.h"
#include "tests/util/status_matchers.h"

namespace telemetry::report_internal {
namespace {

constexpr absl::CivilDay kWeek(2026, 11, 18);

absl::StatusOr<ReportTerms> Terms(const TelemetryDir& dir) {
  return TermsFor(dir, kWeek, "2026-11-11",
                  {.mode = Mode::kOn,
                   .consent_day = absl::CivilDay(2026, 10, 1),
                   .now = absl::FromUnixSeconds(1'800'000'000)},
                  [] { return 0.25; });
}

TEST(WeekTermsTest, TakesOverTheOptionsAndDrawsX) {
  testutil::TelemetryDirFixture fixture;
  const absl::StatusOr<ReportTerms> terms = Terms(fixture.dir());
  ASSERT_THAT(terms, IsOk());
  EXPECT_EQ(terms->week, kWeek);
  EXPECT_EQ(terms->last_week, "2026-11-11");
  EXPECT_EQ(terms->x, 0.25);
  EXPECT_EQ(terms->mode, Mode::kOn);
  EXPECT_EQ(terms->consent_day, absl::CivilDay(2026, 10, 1));
  EXPECT_EQ(terms->now, absl::FromUnixSeconds(1'800'000'000));
  EXPECT_FALSE(terms->made_before);
}

TEST(WeekTermsTest, SeesAReportThatWasMadeBefore) {
  testutil::TelemetryDirFixture fixture;
  fixture.Write("upload/2026-11-18.json", "{}");
  EXPECT_TRUE(Terms(fixture.dir())->made_before);
}

TEST(WeekTermsTest, FailsIfThereIsNoX) {
  testutil::TelemetryDirFixture fixture;
  EXPECT_THAT(TermsFor(fixture.dir(), kWeek, "", {.mode = Mode::kOn, .consent_day = {}, .now = {}},
                       [] { return absl::UnavailableError("no randomness"); }),
              StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace telemetry::report_internal
