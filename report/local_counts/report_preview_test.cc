#include "report/local_counts/report_preview.h"

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/making/make_reports.h"
#include "report/making/no_upload.h"
#include "report/making/report_builder.h"
#include "report/report.pb.h"
#include "report/report_json.h"
#include "report/testing/report_fixture.h"
#include "report/testing/telemetry_dir_fixture.h"
#include "storage/files/file.h"
#include "tests/util/status_matchers.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::VariantWith;
using testutil::SmallApproved;
using testutil::TelemetryDirFixture;

absl::Time At(absl::CivilDay day) { return absl::FromCivil(day, absl::UTCTimeZone()); }

absl::StatusOr<double> QuarterX() { return 0.25; }

ReportOptions On(absl::CivilDay day) {
  return {.mode = Mode::kOn, .consent_day = absl::CivilDay(2026, 10, 1), .now = At(day)};
}

ReportPreview Preview(const TelemetryDirFixture& fixture, const ReportOptions& options) {
  absl::StatusOr<ReportPreview> preview =
      PreviewReports(fixture.dir(), SmallApproved(), options, QuarterX);
  EXPECT_THAT(preview, IsOk());
  return preview.value_or(ReportPreview());
}

TEST(ReportPreviewTest, ShowsExactlyTheReportsThatARunMakesOnceTheWeekIsOver) {
  TelemetryDirFixture fixture;
  fixture.Write("upload/2026-11-04.json", "{}");
  fixture.AddCounterFile("a", {.counts = {{"tool/plain", 1}, {"secret", 2}}});
  fixture.AddCounterFile("b", {.counts = {{"tool/plain", 3}}});
  const std::vector<std::string> before = fixture.LocalNames();

  const ReportPreview preview = Preview(fixture, On(absl::CivilDay(2026, 11, 13)));
  ASSERT_EQ(preview.weeks.size(), 1u);
  EXPECT_TRUE(std::holds_alternative<v1::Report>(preview.weeks[0].upload));
  EXPECT_THAT(preview.weeks[0].left_out,
              ElementsAre(LeftOut{"example.com/tool", ItemKind::kCounter, "secret",
                                  "counter \"secret\" is not in the config"}));
  EXPECT_EQ(fixture.LocalNames(), before);

  ASSERT_THAT(
      MakeReports(fixture.dir(), SmallApproved(), On(absl::CivilDay(2026, 11, 19)), QuarterX),
      IsOk());
  EXPECT_EQ(ReportToJson(preview.weeks[0].local), fixture.Read("local/local.2026-11-18.json"));
  EXPECT_EQ(ReportToJson(std::get<v1::Report>(preview.weeks[0].upload)),
            fixture.Read("local/2026-11-18.json"));
}

TEST(ReportPreviewTest, SaysWhyAWeekWouldNotBeUploaded) {
  TelemetryDirFixture fixture;
  fixture.Write("local/local.2026-11-18.json", "{}");
  fixture.AddCounterFile("a", {.counts = {{"tool/plain", 1}}});
  fixture.AddCounterFile(
      "b", {.begin = "2026-10-07", .end = "2026-10-14", .counts = {{"tool/plain", 1}}});
  const ReportPreview preview = Preview(fixture, On(absl::CivilDay(2026, 11, 22)));
  ASSERT_EQ(preview.weeks.size(), 2u);
  EXPECT_THAT(preview.weeks[0].upload,
              VariantWith<NoUpload>(NoUpload(EndedTooLongAgo{kMaxUploadAge})));
  EXPECT_THAT(preview.weeks[1].upload, VariantWith<NoUpload>(NoUpload(ReportMadeBefore{})));
}

TEST(ReportPreviewTest, KnowsTheReportThatAKilledRunHasNotMovedToItsPlace) {
  TelemetryDirFixture fixture;
  ASSERT_THAT(EnsureDirectory(fixture.dir().local_dir() + "/report.2026-11-18.committed"), IsOk());
  fixture.Write("local/report.2026-11-18.committed/local.json", "{}");
  fixture.AddCounterFile("a", {.counts = {{"tool/plain", 1}}});
  const ReportPreview preview = Preview(fixture, On(absl::CivilDay(2026, 11, 22)));
  ASSERT_EQ(preview.weeks.size(), 1u);
  EXPECT_THAT(preview.weeks[0].upload, VariantWith<NoUpload>(NoUpload(ReportMadeBefore{})));
}

TEST(AsIfConsentedTest, IsOnWithTheDayOfAConsentThatWasGiven) {
  const absl::Time now = At(absl::CivilDay(2026, 11, 22));
  ModeDecision decision;
  decision.mode = Mode::kLocal;
  decision.consent_day = "2026-11-20";
  EXPECT_EQ(AsIfConsented(decision, now).mode, Mode::kOn);
  EXPECT_EQ(AsIfConsented(decision, now).consent_day, std::nullopt);
  EXPECT_EQ(AsIfConsented(decision, now).now, now);
  decision.mode = Mode::kOn;
  EXPECT_EQ(AsIfConsented(decision, now).consent_day, absl::CivilDay(2026, 11, 20));
}

TEST(ReportPreviewTest, WarnsOfDamagedFiles) {
  TelemetryDirFixture fixture;
  fixture.Write("local/bad.v1.count", "bad");
  const ReportPreview preview = Preview(fixture, On(absl::CivilDay(2026, 11, 22)));
  EXPECT_THAT(preview.weeks, IsEmpty());
  EXPECT_THAT(preview.warnings, ElementsAre(HasSubstr("/local/bad.v1.count")));
}

TEST(ReportPreviewTest, ShowsNothingWhereNothingWasCounted) {
  TelemetryDirFixture fixture;
  EXPECT_THAT(Preview(fixture, On(absl::CivilDay(2026, 11, 22))).weeks, IsEmpty());
}

}  // namespace
}  // namespace telemetry
