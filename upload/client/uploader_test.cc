#include "upload/client/uploader.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "config/mode.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/testing/report_fixture.h"
#include "report/testing/telemetry_dir_fixture.h"
#include "storage/files/file.h"
#include "storage/files/file_lock.h"
#include "tests/util/status_matchers.h"
#include "upload/client/config_source.h"
#include "upload/client/report_sender.h"
#include "upload/client/upload_policy.h"
#include "upload/testing/scripted_collector.h"

namespace telemetry {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr absl::CivilDay kReportDay(2026, 11, 18);

auto HasFate(absl::CivilDay report_day, ReportFate fate) {
  return AllOf(Field(&ReportOutcome::report_day, report_day), Field(&ReportOutcome::fate, fate));
}

auto IsWithheld(absl::CivilDay report_day, WithheldReason why) {
  return AllOf(Field(&WithheldReport::report_day, report_day), Field(&WithheldReport::why, why));
}

std::string ReportText(absl::string_view report_day) {
  return "{\"Week\":\"" + std::string(report_day) + "\",\"X\":0.5,\"Programs\":null}";
}

class UploaderTest : public ::testing::Test {
 protected:
  UploaderTest() { collector_.Publish(testutil::SmallApproved().config()); }

  // Runs as if at noon on the Sunday after the fixture's week, for a user who agreed long before.
  UploadOptions Options() {
    return {
        .dir = fixture_.dir(),
        .collector = collector_.host_port(),
        .decision = {.mode = Mode::kOn,
                     .report_mode = Mode::kOn,
                     .rule = ModeRule::kModeFile,
                     .detail = "",
                     .consent_day = "2026-10-01"},
        .now = absl::FromCivil(absl::CivilHour(2026, 11, 22, 12), absl::UTCTimeZone()),
        .retry = {.sleep = [](absl::Duration, const std::stop_token&) {}},
        .draw_x = [] { return 0.25; },
    };
  }

  UploadOptions OptionsIn(Mode mode) {
    UploadOptions options = Options();
    options.decision.mode = mode;
    options.decision.report_mode = mode;
    return options;
  }

  // The user's mode is `on`, but a CI system runs the program.
  UploadOptions OptionsInCi() {
    UploadOptions options = Options();
    options.decision.mode = Mode::kLocal;
    options.decision.rule = ModeRule::kCi;
    return options;
  }

  static UploadRunResult Run(const UploadOptions& options) {
    absl::StatusOr<UploadRunResult> result = RunUpload(options, {});
    EXPECT_THAT(result, IsOk());
    return result.ok() ? *std::move(result) : UploadRunResult();
  }
  UploadRunResult Run() { return Run(Options()); }

  std::vector<std::string> Progress() {
    std::vector<std::string> lines;
    UploadOptions options = Options();
    options.progress = [&](absl::string_view line) { lines.emplace_back(line); };
    Run(options);
    return lines;
  }

  void AddCounts() {
    fixture_.AddCounterFile("tool", {.counts = {{"tool/plain", 3}, {"tool/private", 5}}});
  }

  testutil::TelemetryDirFixture fixture_;
  ScriptedCollector collector_;
};

TEST_F(UploaderTest, MakesAReportOfAnEndedWeekAndSendsItsApprovedPart) {
  AddCounts();
  const UploadRunResult result = Run();
  EXPECT_THAT(result.sent, ElementsAre(HasFate(kReportDay, ReportFate::kSent)));
  EXPECT_THAT(FirstFailure(result), IsOk());
  ASSERT_THAT(collector_.accepted(), SizeIs(1));
  const v1::Report report = collector_.accepted()[0];
  EXPECT_EQ(report.x(), 0.25);
  EXPECT_THAT(report.programs(0).counters(), SizeIs(1));
  EXPECT_EQ(report.programs(0).counters().at("tool/plain"), 3);
  EXPECT_THAT(fixture_.LocalNames(), ElementsAre("local.2026-11-18.json"));
  EXPECT_THAT(fixture_.UploadNames(), ElementsAre("2026-11-18.json"));
}

TEST_F(UploaderTest, HasNothingToDoTheSecondTime) {
  AddCounts();
  Run();
  const UploadRunResult result = Run();
  EXPECT_THAT(result.sent, IsEmpty());
  EXPECT_THAT(result.made.reports, IsEmpty());
  EXPECT_EQ(collector_.upload_calls(), 1);
}

TEST_F(UploaderTest, SendsWhatEarlierRunsHaveLeftTheEarliestFirst) {
  fixture_.Write("local/2026-11-11.json", ReportText("2026-11-11"));
  fixture_.Write("local/2026-11-04.json", ReportText("2026-11-04"));
  EXPECT_THAT(Run().sent, ElementsAre(HasFate(absl::CivilDay(2026, 11, 4), ReportFate::kSent),
                                      HasFate(absl::CivilDay(2026, 11, 11), ReportFate::kSent)));
}

TEST_F(UploaderTest, GoesOnAfterAReportThatIsRefused) {
  fixture_.Write("local/2026-11-11.json", ReportText("2026-11-11"));
  fixture_.Write("local/2026-11-18.json", ReportText("2026-11-18"));
  collector_.Then({.status = absl::InvalidArgumentError("malformed")});
  const UploadRunResult result = Run();
  EXPECT_THAT(result.sent, ElementsAre(HasFate(absl::CivilDay(2026, 11, 11), ReportFate::kRefused),
                                       HasFate(kReportDay, ReportFate::kSent)));
  EXPECT_THAT(FirstFailure(result),
              StatusIs(absl::StatusCode::kInvalidArgument,
                       AllOf(HasSubstr("2026-11-11"), HasSubstr("malformed"))));
}

TEST_F(UploaderTest, TriesEachReportOnceWhenTheRetriesAreUsedUp) {
  fixture_.Write("local/2026-11-11.json", ReportText("2026-11-11"));
  fixture_.Write("local/2026-11-18.json", ReportText("2026-11-18"));
  UploadOptions options = Options();
  options.retry.budget = 2;
  for (int i = 0; i < 4; ++i) collector_.Then({.status = absl::UnavailableError("busy")});
  EXPECT_THAT(Run(options).sent,
              ElementsAre(HasFate(absl::CivilDay(2026, 11, 11), ReportFate::kKept),
                          HasFate(kReportDay, ReportFate::kKept)));
  EXPECT_EQ(collector_.upload_calls(), 4);
}

TEST_F(UploaderTest, WithholdsWhatIsDatedAfterTodayOrNotAfterTheConsent) {
  fixture_.Write("local/2026-10-01.json", ReportText("2026-10-01"));
  fixture_.Write("local/2026-11-22.json", ReportText("2026-11-22"));
  fixture_.Write("local/2026-11-23.json", ReportText("2026-11-23"));
  const UploadRunResult result = Run();
  EXPECT_THAT(result.sent, ElementsAre(HasFate(absl::CivilDay(2026, 11, 22), ReportFate::kSent)));
  EXPECT_THAT(
      result.withheld,
      ElementsAre(
          IsWithheld(absl::CivilDay(2026, 10, 1), WithheldReason::kConsentNotBeforeReportDay),
          IsWithheld(absl::CivilDay(2026, 11, 23), WithheldReason::kDatedAfterToday)));
  EXPECT_THAT(FirstFailure(result), IsOk());
}

TEST_F(UploaderTest, MakesNoReportsBeforeItHasAConfig) {
  AddCounts();
  collector_.Stop();
  EXPECT_THAT(RunUpload(Options(), {}), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(fixture_.LocalNames(), ElementsAre("tool.v1.count"));
}

TEST_F(UploaderTest, MakesReportsWithTheCachedConfigWhenTheCollectorIsAway) {
  Run();
  AddCounts();
  collector_.Stop();
  const UploadRunResult result = Run();
  EXPECT_EQ(result.config_origin, ConfigOrigin::kCache);
  EXPECT_THAT(result.warnings, SizeIs(1));
  EXPECT_THAT(result.sent, ElementsAre(HasFate(kReportDay, ReportFate::kKept)));

  collector_.Restart();
  EXPECT_THAT(Run().sent, ElementsAre(HasFate(kReportDay, ReportFate::kSent)));
}

TEST_F(UploaderTest, UsesTheConfigFileThatTheUserNames) {
  const v1::UploadConfig config = testutil::SmallApproved().config();
  fixture_.Write("config.json", UploadConfigToJson(config));
  AddCounts();
  UploadOptions options = Options();
  options.config_path = fixture_.dir().path() + "/config.json";
  const UploadRunResult result = Run(options);
  EXPECT_EQ(result.config_origin, ConfigOrigin::kFile);
  EXPECT_EQ(collector_.config_calls(), 0);
  EXPECT_EQ(result.config_version, UploadConfigVersion(config));
  EXPECT_THAT(collector_.accepted(), SizeIs(1));
}

TEST_F(UploaderTest, InModeLocalMakesReportsAndCallsNobody) {
  AddCounts();
  const UploadRunResult result = Run(OptionsIn(Mode::kLocal));
  EXPECT_THAT(result.made.reports, SizeIs(1));
  EXPECT_THAT(fixture_.LocalNames(), ElementsAre("local.2026-11-18.json"));
  EXPECT_EQ(collector_.config_calls() + collector_.upload_calls(), 0);
}

TEST_F(UploaderTest, InCiMakesReportsForALaterRunToSend) {
  Run();
  AddCounts();
  collector_.Stop();
  const UploadRunResult result = Run(OptionsInCi());
  EXPECT_EQ(result.config_origin, ConfigOrigin::kCache);
  EXPECT_THAT(result.withheld,
              ElementsAre(IsWithheld(kReportDay, WithheldReason::kUploadNotAllowed)));
  EXPECT_THAT(fixture_.LocalNames(), ElementsAre("2026-11-18.json", "local.2026-11-18.json"));
  collector_.Restart();
  EXPECT_THAT(Run().sent, ElementsAre(HasFate(kReportDay, ReportFate::kSent)));
}

TEST_F(UploaderTest, InCiLeavesWeeksAloneWithoutAConfig) {
  AddCounts();
  const UploadRunResult result = Run(OptionsInCi());
  EXPECT_THAT(result.warnings, ElementsAre(HasSubstr("no report is made")));
  EXPECT_THAT(fixture_.LocalNames(), ElementsAre("tool.v1.count"));
  EXPECT_EQ(collector_.config_calls() + collector_.upload_calls(), 0);
  EXPECT_THAT(Run().sent, ElementsAre(HasFate(kReportDay, ReportFate::kSent)));
}

TEST_F(UploaderTest, LeavesTidyingUpToTheRunThatMakesReports) {
  fixture_.Write("local/local.2026-11-18.json", "{}");
  fixture_.Write("local/local.2024-11-18.json", "{}");
  const auto lock = FileLock::TryAcquire(fixture_.dir().local_dir() + "/report.lock");
  ASSERT_THAT(lock, IsOk());
  EXPECT_THAT(Run().removed_files, IsEmpty());
}

TEST_F(UploaderTest, TellsTheAgeOfFilesByTheMachinesClock) {
  fixture_.Write("local/x.v1.count.corrupt", "x");
  UploadOptions options = OptionsIn(Mode::kLocal);
  options.now = absl::Now() + absl::Hours(24 * 1000);
  EXPECT_THAT(Run(options).removed_files, IsEmpty());
  options.clock = [] { return absl::Now() + absl::Hours(24 * 31); };
  EXPECT_THAT(Run(options).removed_files, ElementsAre("local/x.v1.count.corrupt"));
}

TEST_F(UploaderTest, InModeLocalWithholdsReportsThatAreReady) {
  fixture_.Write("local/2026-11-18.json", ReportText("2026-11-18"));
  EXPECT_THAT(Run(OptionsIn(Mode::kLocal)).withheld,
              ElementsAre(IsWithheld(kReportDay, WithheldReason::kUploadNotAllowed)));
  EXPECT_EQ(collector_.upload_calls(), 0);
}

TEST_F(UploaderTest, InModeOffTouchesNothing) {
  AddCounts();
  ASSERT_THAT(EnsureDirectory(fixture_.dir().debug_dir()), IsOk());
  const UploadRunResult result = Run(OptionsIn(Mode::kOff));
  EXPECT_THAT(result.made.reports, IsEmpty());
  EXPECT_THAT(fixture_.LocalNames(), ElementsAre("tool.v1.count"));
  EXPECT_THAT(*ListDirectory(fixture_.dir().debug_dir()), IsEmpty());
}

TEST_F(UploaderTest, KeepsTheReportsThatAreLeftWhenInterrupted) {
  fixture_.Write("local/2026-11-11.json", ReportText("2026-11-11"));
  fixture_.Write("local/2026-11-18.json", ReportText("2026-11-18"));
  std::stop_source stop;
  collector_.Then({.hang = true, .meanwhile = [&] { stop.request_stop(); }});
  const auto result = RunUpload(Options(), stop.get_token());
  ASSERT_THAT(result, IsOk());
  EXPECT_THAT(result->sent, ElementsAre(HasFate(absl::CivilDay(2026, 11, 11), ReportFate::kKept),
                                        HasFate(kReportDay, ReportFate::kKept)));
  EXPECT_THAT(FirstFailure(*result), StatusIs(absl::StatusCode::kCancelled));
  EXPECT_EQ(collector_.upload_calls(), 1);
  EXPECT_THAT(fixture_.LocalNames(), ElementsAre("2026-11-11.json", "2026-11-18.json"));
}

TEST_F(UploaderTest, TellsWhatItIsDoing) {
  AddCounts();
  EXPECT_THAT(
      Progress(),
      ElementsAre("upload config " + UploadConfigVersion(testutil::SmallApproved().config()),
                  HasSubstr("made "), "sending 2026-11-18 to " + collector_.address(),
                  "2026-11-18 sent"));
}

TEST_F(UploaderTest, CountsWhatTheCollectorDroppedBeyondItsList) {
  AddCounts();
  collector_.Then({.dropped = std::vector<v1::DroppedItem>(1000), .num_unlisted = 500});
  EXPECT_THAT(Progress(), Contains(HasSubstr("the collector dropped 1500 items")));
}

TEST_F(UploaderTest, LogsInTheDebugDirectoryIfThereIsOne) {
  ASSERT_THAT(EnsureDirectory(fixture_.dir().debug_dir()), IsOk());
  fixture_.Write("local/2026-11-18.json", ReportText("2026-11-18"));
  Run();
  const auto names = *ListDirectory(fixture_.dir().debug_dir());
  ASSERT_THAT(names, SizeIs(1));
  EXPECT_THAT(fixture_.Read("debug/" + names[0]), HasSubstr("2026-11-18 sent"));
}

TEST_F(UploaderTest, RecordsWhenItEndedAndHow) {
  UploadOptions options = Options();
  options.clock = [] { return absl::FromUnixSeconds(1'800'000'000); };
  Run(options);
  EXPECT_EQ(fixture_.Read("last_run"), "2027-01-15T08:00:00Z done\n");
  fixture_.Write("local/2026-11-18.json", ReportText("2026-11-18"));
  collector_.Then({.status = absl::InvalidArgumentError("no report")});
  Run(options);
  EXPECT_THAT(fixture_.Read("last_run"),
              HasSubstr("2027-01-15T08:00:00Z failed: report of 2026-11-18 refused for good"));
}

TEST_F(UploaderTest, RecordsNothingInModeOff) {
  Run(OptionsIn(Mode::kOff));
  EXPECT_FALSE(std::filesystem::exists(fixture_.dir().path() + "/last_run"));
}

TEST_F(UploaderTest, RemovesWhatIsTooOld) {
  for (const char* day : {"2026-11-18", "2026-11-11", "2024-11-18"}) {
    fixture_.Write(absl::StrCat("local/local.", day, ".json"), "{}");
  }
  UploadOptions options = OptionsIn(Mode::kLocal);
  options.clock = [] { return absl::FromCivil(absl::CivilDay(2026, 11, 22), absl::UTCTimeZone()); };
  EXPECT_THAT(Run(options).removed_files, ElementsAre("local/local.2024-11-18.json"));
}

}  // namespace
}  // namespace telemetry
