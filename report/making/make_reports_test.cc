#include "report/making/make_reports.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/making/no_upload.h"
#include "report/making/report_builder.h"
#include "report/testing/report_fixture.h"
#include "report/testing/telemetry_dir_fixture.h"
#include "storage/files/file_lock.h"
#include "storage/host_port.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_root.h"
#include "tests/util/status_matchers.h"

namespace telemetry {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAreArray;
using ::testing::VariantWith;
using testutil::CounterFileBytes;
using testutil::SmallApproved;
using testutil::TelemetryDirFixture;

absl::Time At(absl::CivilDay day) { return absl::FromCivil(day, absl::UTCTimeZone()); }

constexpr absl::CivilDay kToday(2026, 11, 22);

// Consent was given before anything was counted.
ReportOptions InMode(Mode mode) {
  return {.mode = mode, .consent_day = absl::CivilDay(2026, 10, 1), .now = At(kToday)};
}

absl::StatusOr<double> QuarterX() { return 0.25; }

ReportRun Make(const TelemetryDirFixture& fixture, const ReportOptions& options) {
  absl::StatusOr<ReportRun> run = MakeReports(fixture.dir(), SmallApproved(), options, QuarterX);
  EXPECT_THAT(run, IsOk());
  return run.value_or(ReportRun());
}

// A directory that Go wrote, and the reports that Go made from it on 2026-11-22.
class GoDirectoryTest : public ::testing::Test {
 protected:
  static constexpr absl::string_view kData = "report/making/testdata/go_directory";

  GoDirectoryTest() {
    EXPECT_EQ(system(absl::StrCat("tar -xzf ", kData, "/before.tar.gz --strip-components=1 -C ",
                                  fixture_.dir().path())
                         .c_str()),
              0);
    counter_files_before_ = fixture_.LocalNames();
  }

  void MakeAllReports(const ReportOptions& options) {
    const ApprovedCounters approved(testutil::GoApproved().config(), "v0.31.0");
    EXPECT_THAT(MakeReports(fixture_.dir(), approved, options, QuarterX), IsOk());
  }

  // Expects local/ to have these reports, equal to Go's byte for byte but for the config's version,
  // which ours computes from what a report holds, and the counter files that Go leaves.
  void ExpectGoReports(const std::vector<std::string>& reports) {
    std::vector<std::string> names = reports;
    names.push_back("weekends");
    std::istringstream remaining(
        testutil::ReadWorkspaceFile(absl::StrCat(kData, "/remaining.txt")));
    for (std::string name; remaining >> name;) names.push_back(name);
    EXPECT_THAT(fixture_.LocalNames(), UnorderedElementsAreArray(names));
    for (const std::string& report : reports) {
      EXPECT_EQ(
          WithoutConfig(fixture_.Read("local/" + report)),
          WithoutConfig(testutil::ReadWorkspaceFile(absl::StrCat(kData, "/expected/", report))));
    }
  }

  static std::string WithoutConfig(const std::string& report) {
    return std::regex_replace(report, std::regex("\n \"Config\": \"v[^\"]*\""), "");
  }

  const std::vector<std::string> local_reports_ = {"local.2026-10-28.json", "local.2026-11-11.json",
                                                   "local.2026-11-18.json"};
  TelemetryDirFixture fixture_;
  std::vector<std::string> counter_files_before_;
};

TEST_F(GoDirectoryTest, BecomesGosReportsInModeOn) {
  MakeAllReports(InMode(Mode::kOn));
  std::vector<std::string> reports = local_reports_;
  reports.push_back("2026-11-11.json");
  reports.push_back("2026-11-18.json");
  ExpectGoReports(reports);
}

TEST_F(GoDirectoryTest, BecomesGosReportsWithoutAKnownDayOfConsent) {
  ReportOptions options = InMode(Mode::kOn);
  options.consent_day.reset();
  MakeAllReports(options);
  std::vector<std::string> reports = local_reports_;
  reports.push_back("2026-11-11.json");
  reports.push_back("2026-11-18.json");
  ExpectGoReports(reports);
}

TEST_F(GoDirectoryTest, BecomesGosReportsAfterLateConsent) {
  ReportOptions options = InMode(Mode::kOn);
  options.consent_day = absl::CivilDay(2026, 11, 5);
  MakeAllReports(options);
  std::vector<std::string> reports = local_reports_;
  reports.push_back("2026-11-18.json");
  ExpectGoReports(reports);
}

TEST_F(GoDirectoryTest, BecomesGosReportsInModeLocal) {
  MakeAllReports(InMode(Mode::kLocal));
  ExpectGoReports(local_reports_);
}

TEST_F(GoDirectoryTest, StaysAsItIsInModeOff) {
  MakeAllReports(InMode(Mode::kOff));
  EXPECT_EQ(fixture_.LocalNames(), counter_files_before_);
}

TEST(ReportFilesTest, NamesTheReportsThatItMade) {
  TelemetryDirFixture fixture;
  fixture.AddCounterFile("a", {.counts = {{"tool/plain", 1}}});
  fixture.AddCounterFile(
      "b", {.begin = "2026-10-01", .end = "2026-10-08", .counts = {{"tool/plain", 1}}});
  const ReportRun run = Make(fixture, InMode(Mode::kOn));
  EXPECT_THAT(run.warnings, IsEmpty());
  ASSERT_EQ(run.reports.size(), 2u);
  EXPECT_EQ(run.reports[0].week, absl::CivilDay(2026, 10, 8));
  EXPECT_EQ(run.reports[0].local_path, fixture.dir().local_dir() + "/local.2026-10-08.json");
  EXPECT_THAT(run.reports[0].upload,
              VariantWith<NoUpload>(NoUpload(EndedTooLongAgo{kMaxUploadAge})));
  EXPECT_THAT(run.reports[1].upload,
              VariantWith<std::string>(fixture.dir().local_dir() + "/2026-11-18.json"));
}

TEST(ReportFilesTest, WaitsUntilTheWeekIsOver) {
  TelemetryDirFixture fixture;
  fixture.AddCounterFile("a", {.counts = {{"tool/plain", 1}}});
  ReportOptions options = InMode(Mode::kOn);
  options.now = At(absl::CivilDay(2026, 11, 18));
  EXPECT_THAT(Make(fixture, options).reports, IsEmpty());
  options.now += absl::Nanoseconds(1);
  EXPECT_EQ(Make(fixture, options).reports.size(), 1u);
}

TEST(ReportFilesTest, ASecondRunFindsNothingToDo) {
  TelemetryDirFixture fixture;
  fixture.AddCounterFile("a", {.counts = {{"tool/plain", 1}}});
  Make(fixture, InMode(Mode::kOn));
  const std::string report = fixture.Read("local/local.2026-11-18.json");
  EXPECT_THAT(Make(fixture, InMode(Mode::kOn)).reports, IsEmpty());
  EXPECT_EQ(fixture.Read("local/local.2026-11-18.json"), report);
}

TEST(ReportFilesTest, TellsTheWeekOfTheLatestUpload) {
  TelemetryDirFixture fixture;
  fixture.AddCounterFile("a", {.counts = {{"tool/plain", 1}}});
  for (const char* name : {"2026-11-04.json", "2026-11-11.json", "2026-10-28.json", "z.json"}) {
    fixture.Write(absl::StrCat("upload/", name), "{}");
  }
  Make(fixture, InMode(Mode::kOn));
  EXPECT_THAT(fixture.Read("local/2026-11-18.json"), HasSubstr(R"("LastWeek": "2026-11-11")"));
}

TEST(ReportFilesTest, DistrustsAnUploadFromTheFuture) {
  TelemetryDirFixture fixture;
  fixture.AddCounterFile("a", {.counts = {{"tool/plain", 1}}});
  fixture.Write("upload/2026-11-11.json", "{}");
  fixture.Write("upload/2027-01-01.json", "{}");
  Make(fixture, InMode(Mode::kOn));
  EXPECT_THAT(fixture.Read("local/2026-11-18.json"), HasSubstr(R"("LastWeek": "")"));
}

TEST(ReportFilesTest, AddsLateCountsToTheLocalReportAndNeverUploadsThem) {
  TelemetryDirFixture fixture;
  fixture.AddCounterFile("a", {.counts = {{"tool/plain", 1}}});
  Make(fixture, InMode(Mode::kOn));
  const std::string upload = fixture.Read("local/2026-11-18.json");
  fixture.AddCounterFile("a", {.counts = {{"tool/plain", 10}, {"tool/rare", 5}}});
  const ReportRun run = Make(fixture, InMode(Mode::kOn));
  ASSERT_EQ(run.reports.size(), 1u);
  EXPECT_THAT(run.reports[0].upload, VariantWith<NoUpload>(NoUpload(ReportMadeBefore{})));
  EXPECT_THAT(fixture.Read("local/local.2026-11-18.json"),
              AllOf(HasSubstr(R"("tool/plain": 11)"), HasSubstr(R"("tool/rare": 5)")));
  EXPECT_EQ(fixture.Read("local/2026-11-18.json"), upload);
  EXPECT_THAT(fixture.LocalNames(), ElementsAre("2026-11-18.json", "local.2026-11-18.json"));
}

TEST(ReportFilesTest, MakesOnlyALocalReportOfCountsThatAreLaterThanTheUpload) {
  TelemetryDirFixture fixture;
  fixture.Write("upload/2026-11-18.json", "sent");
  fixture.AddCounterFile("a", {.counts = {{"tool/plain", 1}}});
  Make(fixture, InMode(Mode::kOn));
  EXPECT_THAT(fixture.LocalNames(), ElementsAre("local.2026-11-18.json"));
  EXPECT_EQ(fixture.Read("upload/2026-11-18.json"), "sent");
}

TEST(ReportFilesTest, LeavesAWeekWithoutCountersAlone) {
  TelemetryDirFixture fixture;
  fixture.AddCounterFile("a", {});
  EXPECT_THAT(Make(fixture, InMode(Mode::kOn)).reports, IsEmpty());
  EXPECT_THAT(fixture.LocalNames(), ElementsAre("a.v1.count"));
  fixture.AddCounterFile("b", {.counts = {{"tool/plain", 1}}});
  EXPECT_EQ(Make(fixture, InMode(Mode::kOn)).reports.size(), 1u);
  EXPECT_THAT(fixture.LocalNames(), ElementsAre("2026-11-18.json", "local.2026-11-18.json"));
}

TEST(ReportFilesTest, PassesOverDamagedFilesWithAWarning) {
  TelemetryDirFixture fixture;
  fixture.AddCounterFile("good", {.counts = {{"tool/plain", 1}}});
  fixture.Write("local/empty.v1.count", "");
  fixture.Write("local/short.v1.count",
                CounterFileBytes({.counts = {{"tool/plain", 1}}}).substr(0, 200));
  fixture.AddCounterFile("notime", {.end = "soon", .counts = {{"tool/plain", 1}}});
  const ReportRun run = Make(fixture, InMode(Mode::kOn));
  EXPECT_EQ(run.reports.size(), 1u);
  EXPECT_THAT(run.warnings,
              ElementsAre(HasSubstr("/local/empty.v1.count"), HasSubstr("/local/notime.v1.count"),
                          HasSubstr("/local/short.v1.count")));
  EXPECT_THAT(fixture.LocalNames(),
              ElementsAre("2026-11-18.json", "empty.v1.count", "local.2026-11-18.json",
                          "notime.v1.count", "short.v1.count"));
}

TEST(ReportFilesTest, CountsForACollectorOnlyWhatNobodyElseCouldHaveWritten) {
  TelemetryDirFixture fixture;
  const TelemetryDir dir =
      TelemetryRoot(fixture.dir().path()).collector(*ParseCollector("stats.example.com"));
  const std::string folder = "collectors/stats.example.com_443/local/";
  fixture.Write(folder + "a.v1.count", CounterFileBytes({.counts = {{"tool/plain", 1}}}));
  fixture.Write(folder + "b.v1.count", CounterFileBytes({.counts = {{"tool/plain", 1000}}}));
  const std::string writable = fixture.dir().path() + "/" + folder + "b.v1.count";
  ASSERT_EQ(chmod(writable.c_str(), 0622), 0);
  const absl::StatusOr<ReportRun> run =
      MakeReports(dir, SmallApproved(), InMode(Mode::kOn), QuarterX);
  ASSERT_THAT(run, IsOk());
  EXPECT_THAT(run->warnings,
              ElementsAre(HasSubstr(writable + " could have been written by others")));
  EXPECT_THAT(run->failure, StatusIs(absl::StatusCode::kPermissionDenied));
  EXPECT_THAT(fixture.Read(folder + "2026-11-18.json"), HasSubstr("\"tool/plain\": 1\n"));
  EXPECT_EQ(access(writable.c_str(), F_OK), 0);
}

TEST(ReportFilesTest, CountsWhatCanBeReadOfAFileThatWasPutAside) {
  TelemetryDirFixture fixture;
  fixture.AddCounterFile("a", {.counts = {{"tool/plain", 1}}});
  fixture.Write("local/a.v1.count.corrupt", CounterFileBytes({.counts = {{"tool/plain", 20}}}));
  fixture.Write("local/short.v1.count.corrupt",
                CounterFileBytes({.counts = {{"tool/plain", 300}}}).substr(0, 200));
  fixture.Write("local/2026-11-11.json.corrupt", "{");
  const ReportRun run = Make(fixture, InMode(Mode::kOn));
  EXPECT_THAT(run.warnings, IsEmpty());
  EXPECT_THAT(fixture.Read("local/local.2026-11-18.json"), HasSubstr(R"("tool/plain": 21)"));
  EXPECT_THAT(fixture.Read("local/2026-11-18.json"), HasSubstr(R"("tool/plain": 21)"));
  EXPECT_THAT(fixture.LocalNames(), ElementsAre("2026-11-11.json.corrupt", "2026-11-18.json",
                                                "local.2026-11-18.json", "short.v1.count.corrupt"));
}

TEST(ReportFilesTest, KeepsAFileThatWasPutAsideUntilItsWeekIsOver) {
  TelemetryDirFixture fixture;
  fixture.Write("local/a.v1.count.corrupt",
                CounterFileBytes({.end = "2030-01-01", .counts = {{"tool/plain", 20}}}));
  EXPECT_THAT(Make(fixture, InMode(Mode::kOn)).reports, IsEmpty());
  EXPECT_THAT(fixture.LocalNames(), ElementsAre("a.v1.count.corrupt"));
}

TEST(ReportFilesTest, KeepsCountsWhoseLocalReportIsDamaged) {
  TelemetryDirFixture fixture;
  fixture.Write("local/local.2026-11-18.json", "{");
  fixture.AddCounterFile("a", {.counts = {{"tool/plain", 1}}});
  fixture.AddCounterFile("b", {.end = "2026-11-19", .counts = {{"tool/plain", 1}}});
  const ReportRun run = Make(fixture, InMode(Mode::kLocal));
  EXPECT_THAT(run.warnings, ElementsAre(HasSubstr("/local/local.2026-11-18.json: not JSON")));
  EXPECT_THAT(fixture.LocalNames(),
              ElementsAre("a.v1.count", "local.2026-11-18.json", "local.2026-11-19.json"));
  EXPECT_EQ(fixture.Read("local/local.2026-11-18.json"), "{");
}

TEST(ReportFilesTest, DoesNothingWhereNothingWasEverCounted) {
  const TelemetryDir dir(::testing::TempDir() + "/absent");
  EXPECT_THAT(MakeReports(dir, SmallApproved(), InMode(Mode::kOn), QuarterX), IsOk());
  EXPECT_NE(access(dir.path().c_str(), F_OK), 0);
}

TEST(ReportFilesTest, LetsOneRunWorkAtATime) {
  TelemetryDirFixture fixture;
  fixture.AddCounterFile("a", {.counts = {{"tool/plain", 1}}});
  const auto make = [&] {
    return MakeReports(fixture.dir(), SmallApproved(), InMode(Mode::kOn), QuarterX).status();
  };
  {
    const absl::StatusOr<FileLock> lock =
        FileLock::TryAcquire(fixture.dir().local_dir() + "/report.lock");
    ASSERT_THAT(lock, IsOk());
    EXPECT_THAT(make(), StatusIs(absl::StatusCode::kUnavailable, HasSubstr("report.lock")));
  }
  EXPECT_THAT(make(), IsOk());
  EXPECT_THAT(fixture.LocalNames(), Not(::testing::Contains("report.lock")));
}

TEST(ReportFilesTest, FailsWithoutRandomnessAndKeepsTheCounts) {
  TelemetryDirFixture fixture;
  fixture.AddCounterFile("a", {.counts = {{"tool/plain", 1}}});
  const auto no_x = [] { return absl::StatusOr<double>(absl::UnavailableError("no entropy")); };
  EXPECT_THAT(MakeReports(fixture.dir(), SmallApproved(), InMode(Mode::kOn), no_x),
              StatusIs(absl::StatusCode::kInternal, "no entropy"));
  EXPECT_THAT(fixture.LocalNames(), ElementsAre("a.v1.count"));
}

}  // namespace
}  // namespace telemetry
