#include "upload/client/retention/retention_policy.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/telemetry_files/telemetry_file_name.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

const absl::Time kNow = absl::FromCivil(absl::CivilHour(2026, 11, 22, 12), absl::UTCTimeZone());

StoredFile DaysOld(int days, std::string name, int64_t size_bytes = 1) {
  const size_t slash = name.find('/');
  const std::string folder = name.substr(0, slash);
  const TelemetryFolder kind = folder == "local"    ? TelemetryFolder::kLocal
                               : folder == "upload" ? TelemetryFolder::kUpload
                                                    : TelemetryFolder::kDebug;
  return {.file = ClassifyTelemetryFile(kind, name.substr(slash + 1)),
          .size_bytes = size_bytes,
          .changed = kNow - absl::Hours(24 * days)};
}

std::vector<std::string> Names(const std::vector<TelemetryFile>& files) {
  std::vector<std::string> names;
  for (const TelemetryFile& file : files) names.push_back(RelativePath(file));
  return names;
}

std::vector<std::string> Removed(const std::vector<StoredFile>& files,
                                 const RetentionLimits& limits = {}) {
  return Names(FilesToRemove(files, limits, kNow));
}

TEST(FilesToRemoveTest, KeepsReportsForAYear) {
  EXPECT_THAT(
      Removed({DaysOld(0, "local/local.2026-11-18.json"), DaysOld(0, "local/local.2026-11-11.json"),
               DaysOld(0, "local/local.2025-11-17.json"), DaysOld(0, "local/local.2025-11-16.json"),
               DaysOld(0, "upload/2026-11-18.json"), DaysOld(0, "upload/2025-11-17.json"),
               DaysOld(0, "upload/2025-11-16.json")}),
      UnorderedElementsAre("local/local.2025-11-16.json", "upload/2025-11-16.json"));
}

TEST(FilesToRemoveTest, KeepsReportsWhenTheClockIsYearsAhead) {
  EXPECT_THAT(FilesToRemove(
                  {DaysOld(0, "local/local.2026-11-18.json"),
                   DaysOld(0, "local/local.2026-11-11.json"), DaysOld(0, "upload/2026-11-11.json")},
                  {}, kNow + absl::Hours(24 * 3650)),
              IsEmpty());
}

TEST(FilesToRemoveTest, KeepsReportsBesideThoseOfTheFuture) {
  EXPECT_THAT(
      Removed({DaysOld(0, "local/local.2027-12-01.json"), DaysOld(0, "upload/2027-12-01.json"),
               DaysOld(0, "local/local.2027-11-24.json"), DaysOld(0, "local/local.2026-11-18.json"),
               DaysOld(0, "upload/2026-11-18.json"), DaysOld(0, "local/local.2026-11-11.json")}),
      IsEmpty());
}

TEST(FilesToRemoveTest, KeepsReportsInTheRunThatMakesOneOfTheFuture) {
  EXPECT_THAT(FilesToRemove(
                  {DaysOld(0, "local/local.2027-12-01.json"), DaysOld(0, "upload/2027-12-01.json"),
                   DaysOld(0, "local/local.2026-11-18.json"), DaysOld(0, "upload/2026-11-18.json"),
                   DaysOld(0, "local/local.2026-11-11.json")},
                  {}, kNow + absl::Hours(24 * 380)),
              IsEmpty());
}

TEST(FilesToRemoveTest, KeepsTheLatestSentReportWhateverItsAge) {
  EXPECT_THAT(
      Removed({DaysOld(0, "local/local.2026-11-18.json"), DaysOld(0, "local/local.2026-11-11.json"),
               DaysOld(2000, "upload/2020-01-08.json"), DaysOld(2000, "upload/2020-01-01.json")}),
      ElementsAre("upload/2020-01-01.json"));
}

TEST(FilesToRemoveTest, KeepsDamagedFilesAndLogsForAMonth) {
  EXPECT_THAT(
      Removed({DaysOld(30, "local/a.v1.count.corrupt"), DaysOld(31, "local/b.v1.count.corrupt"),
               DaysOld(30, "debug/20261023-1.log"), DaysOld(31, "debug/20261022-1.log")}),
      UnorderedElementsAre("local/b.v1.count.corrupt", "debug/20261022-1.log"));
}

TEST(FilesToRemoveTest, KeepsWhatAKilledProcessLeftForADay) {
  EXPECT_THAT(Removed({DaysOld(1, "local/2026-11-18.json.7.tmp"), DaysOld(2, "local/x.8.tmp"),
                       DaysOld(1, "upload/2026-11-18.json.lock"),
                       DaysOld(2, "upload/2026-11-11.json.lock")}),
              UnorderedElementsAre("local/x.8.tmp", "upload/2026-11-11.json.lock"));
}

TEST(FilesToRemoveTest, NeverRemovesWhatIsStillNeeded) {
  EXPECT_THAT(Removed({DaysOld(9999, "local/weekends"), DaysOld(9999, "local/upload.token"),
                       DaysOld(9999, "local/2000-01-01.json", int64_t{1} << 40),
                       DaysOld(9999, "local/t-1999-12-25.v1.count", int64_t{1} << 40),
                       DaysOld(9999, "local/notes.txt"), DaysOld(9999, "debug/notes.txt"),
                       DaysOld(0, "local/local.2026-11-18.json")},
                      {.total_size_bytes = int64_t{1} << 50}),
              IsEmpty());
}

TEST(FilesToRemoveTest, RemovesTheOldestReportsAboveTheSizeLimit) {
  EXPECT_THAT(Removed({DaysOld(0, "local/local.2026-11-18.json", 40),
                       DaysOld(0, "local/local.2026-11-11.json", 40),
                       DaysOld(0, "local/local.2026-11-04.json", 40)},
                      {.total_size_bytes = 100}),
              ElementsAre("local/local.2026-11-04.json"));
}

TEST(FilesToRemoveTest, RemovesDamagedFilesBeforeReportsAboveTheSizeLimit) {
  EXPECT_THAT(Removed({DaysOld(0, "local/local.2025-12-31.json", 60),
                       DaysOld(0, "local/local.2026-11-18.json", 40),
                       DaysOld(1, "local/x.v1.count.corrupt", 40)},
                      {.total_size_bytes = 100}),
              ElementsAre("local/x.v1.count.corrupt"));
}

TEST(FilesToRemoveTest, CountsWhatMustStayTowardsTheSizeLimit) {
  EXPECT_THAT(
      Removed({DaysOld(0, "local/t.v1.count", 90), DaysOld(0, "local/local.2026-11-18.json", 40)},
              {.total_size_bytes = 100}),
      ElementsAre("local/local.2026-11-18.json"));
}

TEST(FilesToRemoveTest, KeepsWhatMayBeInUseAboveTheSizeLimit) {
  EXPECT_THAT(Removed({DaysOld(0, "local/report.lock", 90), DaysOld(0, "local/x.8.tmp", 90)},
                      {.total_size_bytes = 100}),
              IsEmpty());
}

TEST(FilesToRemoveTest, CountsWhatHasExpiredAsGone) {
  EXPECT_THAT(Removed({DaysOld(99, "local/x.v1.count.corrupt", 90),
                       DaysOld(0, "local/local.2026-11-18.json", 40)},
                      {.total_size_bytes = 100}),
              ElementsAre("local/x.v1.count.corrupt"));
}

}  // namespace
}  // namespace telemetry
