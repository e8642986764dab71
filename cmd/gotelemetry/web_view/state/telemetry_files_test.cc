#include "cmd/gotelemetry/web_view/state/telemetry_files.h"

#include <unistd.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/testing/telemetry_dir_fixture.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_files/telemetry_file_name.h"
#include "tests/util/status_matchers.h"

namespace telemetry::cmd {
namespace {

using ::telemetry::testutil::TelemetryDirFixture;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class TelemetryFilesTest : public ::testing::Test {
 protected:
  // "kind path week size" for each file.
  std::vector<std::string> Lines() {
    std::vector<std::string> lines;
    for (const StoredTelemetryFile& file : FilesWithCounts(*ListTelemetryFiles(fixture_.dir()))) {
      lines.push_back(absl::StrCat(TelemetryFileKindName(file.file.kind), " ",
                                   RelativePath(file.file), " ", ReportDay(file), " ",
                                   file.size_bytes));
    }
    return lines;
  }

  TelemetryDirFixture fixture_;
};

TEST_F(TelemetryFilesTest, AreNoneWhereThereIsNoDirectory) {
  EXPECT_THAT(FilesWithCounts(*ListTelemetryFiles(TelemetryDir("/nonexistent/telemetry"))),
              IsEmpty());
  EXPECT_THAT(FilesWithCounts(*ListTelemetryFiles(TelemetryDir(""))), IsEmpty());
}

TEST_F(TelemetryFilesTest, AreToldApartByTheirNames) {
  fixture_.AddCounterFile("tool", {.counts = {{"tool/plain", 3}}});
  fixture_.Write("local/local.2026-11-11.json", "{}");
  fixture_.Write("local/2026-11-11.json", "[1]");
  fixture_.Write("upload/2026-11-04.json", "");
  EXPECT_THAT(Lines(), ElementsAre("ready report local/2026-11-11.json 2026-11-11 3",
                                   "local report local/local.2026-11-11.json 2026-11-11 2",
                                   "counter file local/tool.v1.count  16384",
                                   "sent report upload/2026-11-04.json 2026-11-04 0"));
}

TEST_F(TelemetryFilesTest, AreNothingElse) {
  fixture_.Write("local/weekends", "3\n");
  fixture_.Write("local/2026-11-31.json", "{}");
  fixture_.Write("upload/tool.v1.count", "");
  fixture_.Write("mode", "on");
  ASSERT_EQ(
      symlink("../mode", absl::StrCat(fixture_.dir().local_dir(), "/2026-11-04.json").c_str()), 0);
  EXPECT_THAT(Lines(), IsEmpty());
}

TEST_F(TelemetryFilesTest, AreReadInFull) {
  fixture_.AddCounterFile("tool", {.counts = {{"tool/plain", 3}}});
  fixture_.Write("upload/2026-11-04.json", "{\"Week\": 1}");
  EXPECT_THAT(ReadFileWithCounts(fixture_.dir(), "upload/2026-11-04.json"),
              IsOkAndHolds("{\"Week\": 1}"));
  EXPECT_THAT(ReadFileWithCounts(fixture_.dir(), "local/tool.v1.count"),
              IsOkAndHolds(HasSubstr("\"tool/plain\": 3")));
}

TEST_F(TelemetryFilesTest, LeadToNoOtherFile) {
  fixture_.Write("mode", "on");
  for (const char* path : {"mode", "local/../mode", "/etc/passwd", "", "local"}) {
    EXPECT_THAT(ReadFileWithCounts(fixture_.dir(), path), StatusIs(absl::StatusCode::kNotFound))
        << path;
  }
}

}  // namespace
}  // namespace telemetry::cmd
