#include "storage/telemetry_file_name.h"

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Folder = TelemetryFolder;
using Kind = TelemetryFileKind;

constexpr absl::CivilDay kDay(2026, 11, 18);

struct NameCase {
  Folder folder;
  const char* name;
  Kind kind;
  absl::CivilDay day = absl::CivilDay(1970, 1, 1);
};

TEST(TelemetryFileNameTest, SaysWhatEachNameIs) {
  const NameCase kCases[] = {
      // Go's own names.
      {Folder::kLocal, "gopls@v0.22.0-go1.26.1-linux-amd64-2026-11-11.v1.count",
       Kind::kCounterFile},
      {Folder::kLocal, "go-go1.26.1-linux-amd64-2026-11-11.v1.count", Kind::kCounterFile},
      {Folder::kLocal, "local.2026-11-18.json", Kind::kLocalReport, kDay},
      {Folder::kLocal, "2026-11-18.json", Kind::kReadyReport, kDay},
      {Folder::kUpload, "2026-11-18.json", Kind::kSentReport, kDay},
      {Folder::kUpload, "2026-11-18.json.lock", Kind::kLock, kDay},
      {Folder::kLocal, "weekends", Kind::kUnknown},
      {Folder::kLocal, "upload.token", Kind::kUnknown},
      {Folder::kDebug, "20261118-upload.log", Kind::kLog},
      // Ours.
      {Folder::kLocal, "x.v1.count.corrupt", Kind::kPutAside},
      {Folder::kLocal, "2026-11-18.json.corrupt", Kind::kPutAside},
      {Folder::kLocal, "report.lock", Kind::kLock},
      {Folder::kLocal, "report.2026-11-18.pending", Kind::kPendingReport, kDay},
      {Folder::kLocal, "report.2026-11-18.committed", Kind::kCommittedReport, kDay},
      {Folder::kLocal, "local.2026-11-18.json.123.tmp", Kind::kTemporary},
      {Folder::kUpload, "2026-11-18.json.123.tmp", Kind::kTemporary},
      // What only resembles one.
      {Folder::kLocal, "", Kind::kUnknown},
      {Folder::kLocal, ".v1.count", Kind::kUnknown},
      {Folder::kLocal, "x.v1.count2", Kind::kUnknown},
      {Folder::kLocal, "x.v2.count", Kind::kUnknown},
      {Folder::kLocal, "2026-11-18.JSON", Kind::kUnknown},
      {Folder::kLocal, "2026-11-31.json", Kind::kUnknown},
      {Folder::kLocal, "2026-1-8.json", Kind::kUnknown},
      {Folder::kLocal, "local.2026-1-8.json", Kind::kUnknown},
      {Folder::kLocal, "local.json", Kind::kUnknown},
      {Folder::kLocal, "Local.2026-11-18.json", Kind::kUnknown},
      {Folder::kLocal, "2026-11-18.json.lock", Kind::kUnknown},
      {Folder::kUpload, "local.2026-11-18.json", Kind::kUnknown},
      {Folder::kUpload, "x.v1.count", Kind::kUnknown},
      {Folder::kUpload, "2026-11-18.json.corrupt", Kind::kUnknown},
      {Folder::kDebug, "2026-11-18.json", Kind::kUnknown},
      {Folder::kDebug, ".log", Kind::kUnknown},
  };
  for (const NameCase& c : kCases) {
    const TelemetryFile file = ClassifyTelemetryFile(c.folder, c.name);
    EXPECT_EQ(TelemetryFileKindName(file.kind), TelemetryFileKindName(c.kind)) << c.name;
    EXPECT_EQ(file.day, c.day) << c.name;
  }
}

TEST(TelemetryFileNameTest, IsTheReverseOfTelemetryDir) {
  const TelemetryDir dir("/t");
  const auto base = [](const std::string& path) { return path.substr(path.rfind('/') + 1); };
  EXPECT_EQ(ClassifyTelemetryFile(Folder::kLocal, base(dir.local_report_path(kDay))).kind,
            Kind::kLocalReport);
  EXPECT_EQ(ClassifyTelemetryFile(Folder::kLocal, base(dir.ready_report_path(kDay))).kind,
            Kind::kReadyReport);
  EXPECT_EQ(ClassifyTelemetryFile(Folder::kUpload, base(dir.sent_report_path(kDay))).kind,
            Kind::kSentReport);
  EXPECT_EQ(ClassifyTelemetryFile(Folder::kUpload, base(dir.lock_path(kDay))).kind, Kind::kLock);
}

TEST(ListTelemetryFilesTest, IsOneLookAtTheDirectory) {
  const TempDir temp;
  const TelemetryDir dir(temp.path());
  for (const std::string& path :
       {dir.local_report_path(kDay), dir.sent_report_path(kDay), dir.local_dir() + "/b.v1.count",
        dir.local_dir() + "/a.v1.count", dir.debug_dir() + "/upload.log"}) {
    ASSERT_THAT(EnsureDirectory(path.substr(0, path.rfind('/'))), IsOk());
    ASSERT_THAT(WriteFileAtomically(path, "x"), IsOk());
  }
  const absl::StatusOr<TelemetryFiles> files = ListTelemetryFiles(dir);
  ASSERT_THAT(files, IsOk());
  EXPECT_EQ(files->all().size(), 5);
  EXPECT_THAT(files->PathsOfKind(Kind::kCounterFile),
              ElementsAre(dir.local_dir() + "/a.v1.count", dir.local_dir() + "/b.v1.count"));
  EXPECT_THAT(files->PathsOfKind(Kind::kSentReport), ElementsAre(dir.sent_report_path(kDay)));
  EXPECT_TRUE(files->HasReportOf(kDay));
  EXPECT_FALSE(files->HasReportOf(kDay + 1));
}

TEST(ListTelemetryFilesTest, FindsNothingWhereNothingIs) {
  EXPECT_THAT(ListTelemetryFiles(TelemetryDir("/nonexistent/telemetry"))->all(), IsEmpty());
  EXPECT_THAT(ListTelemetryFiles(TelemetryDir(""))->all(), IsEmpty());
}

}  // namespace
}  // namespace telemetry
