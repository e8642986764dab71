#include "report/report_files/clean.h"

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/report_files/report_lock.h"
#include "report/testing/telemetry_dir_fixture.h"
#include "storage/files/file.h"
#include "storage/files/file_lock.h"
#include "storage/host_port.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_root.h"
#include "tests/util/status_matchers.h"

namespace telemetry {
namespace {

using ::telemetry::testutil::TelemetryDirFixture;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(CleanTest, RemovesCounterFilesAndReports) {
  TelemetryDirFixture fixture;
  fixture.AddCounterFile("tool", {.counts = {{"tool/plain", 3}}});
  for (const char* path :
       {"local/damaged.v1.count", "local/old.v1.count.corrupt", "local/local.2026-11-18.json",
        "local/2026-11-18.json", "local/2026-11-11.json.corrupt", "local/tool.v1.count.123.tmp",
        "upload/2026-11-11.json"}) {
    fixture.Write(path, "");
  }
  const absl::StatusOr<CleanRun> run = RemoveCountsAndReports(fixture.dir());
  ASSERT_THAT(run, IsOk());
  EXPECT_EQ(run->files_removed, 8);
  EXPECT_THAT(fixture.LocalNames(), IsEmpty());
  EXPECT_THAT(fixture.UploadNames(), IsEmpty());
}

TEST(CleanTest, KeepsEverythingElse) {
  TelemetryDirFixture fixture;
  for (const char* path :
       {"mode", "prompt", "local/weekends", "local/upload.token", "upload/README"}) {
    fixture.Write(path, "x");
  }
  const absl::StatusOr<CleanRun> run = RemoveCountsAndReports(fixture.dir());
  ASSERT_THAT(run, IsOk());
  EXPECT_EQ(run->files_removed, 0);
  EXPECT_EQ(fixture.Read("mode") + fixture.Read("prompt"), "xx");
  EXPECT_THAT(fixture.LocalNames(), ElementsAre("upload.token", "weekends"));
  EXPECT_THAT(fixture.UploadNames(), ElementsAre("README"));
}

TEST(CleanTest, ForgetsWhatTheCollectorSent) {
  TelemetryDirFixture fixture;
  fixture.Write("upload_config.json", "{}");
  EXPECT_THAT(RemoveCountsAndReports(fixture.dir()), IsOk());
  EXPECT_THAT(ReadFile(fixture.dir().upload_config_path(), 100),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST(CleanTest, ForgetsOnWhichDayTheWeeksOfACollectorEnd) {
  TelemetryDirFixture fixture;
  const TelemetryDir dir =
      TelemetryRoot(fixture.dir().path()).collector(*ParseCollector("stats.example.com"));
  fixture.Write("collectors/stats.example.com_443/local/weekends", "3\n");
  fixture.Write("local/weekends", "3\n");
  EXPECT_THAT(RemoveCountsAndReports(dir), IsOk());
  EXPECT_THAT(RemoveCountsAndReports(fixture.dir()), IsOk());
  EXPECT_THAT(ReadFile(dir.weekends_path(), 100), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_EQ(fixture.Read("local/weekends"), "3\n");
}

TEST(CleanTest, GoesOnAfterWhatItCannotRemoveAndSaysSo) {
  TelemetryDirFixture fixture;
  ASSERT_THAT(EnsureDirectory(fixture.dir().local_dir() + "/a.v1.count"), IsOk());
  fixture.AddCounterFile("b", {.counts = {{"tool/plain", 3}}});
  fixture.Write("upload/2026-11-18.json", "{}");
  EXPECT_THAT(RemoveCountsAndReports(fixture.dir()).status().message(),
              HasSubstr("/local/a.v1.count"));
  EXPECT_THAT(fixture.LocalNames(), ElementsAre("a.v1.count"));
  EXPECT_THAT(fixture.UploadNames(), IsEmpty());
}

TEST(CleanTest, RemovesWhatAnInterruptedReportRunLeft) {
  TelemetryDirFixture fixture;
  fixture.AddCounterFile("tool", {.counts = {{"tool/plain", 3}}});
  for (const char* name : {"report.2026-11-11.pending", "report.2026-11-18.committed"}) {
    ASSERT_THAT(EnsureDirectory(fixture.dir().local_dir() + "/" + name), IsOk());
  }
  fixture.Write("local/report.2026-11-11.pending/tool.v1.count",
                fixture.Read("local/tool.v1.count"));
  fixture.Write("local/report.2026-11-18.committed/local.json", "{}");
  ASSERT_THAT(RemoveCountsAndReports(fixture.dir()), IsOk());
  EXPECT_THAT(fixture.LocalNames(), IsEmpty());
}

TEST(CleanTest, DoesNothingWithoutADirectory) {
  const absl::StatusOr<CleanRun> run =
      RemoveCountsAndReports(TelemetryDir("/nonexistent/telemetry"));
  ASSERT_THAT(run, IsOk());
  EXPECT_EQ(run->files_removed, 0);
}

TEST(CleanTest, DoesNotTakeTheRootOfTheFileSystemForADirectoryWithoutAName) {
  EXPECT_THAT(RemoveCountsAndReports(TelemetryDir("")),
              StatusIs(absl::StatusCode::kFailedPrecondition, "there is no telemetry directory"));
}

TEST(CleanTest, StaysAwayWhileReportsAreMade) {
  TelemetryDirFixture fixture;
  fixture.AddCounterFile("tool", {});
  const absl::StatusOr<FileLock> lock = report_internal::AcquireReportLock(fixture.dir());
  ASSERT_THAT(lock, IsOk());
  EXPECT_THAT(RemoveCountsAndReports(fixture.dir()), StatusIs(absl::StatusCode::kUnavailable));
}

}  // namespace
}  // namespace telemetry
