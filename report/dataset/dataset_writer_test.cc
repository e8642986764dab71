#include "report/dataset/dataset_writer.h"

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr size_t kMaxBytes = 1 << 20;

// Passes on the given reports, then returns the given status.
class Reports {
 public:
  Reports(std::vector<std::string> reports, absl::Status end)
      : reports_(std::move(reports)), end_(std::move(end)) {}

  absl::Status operator()(ReportSink sink) const {
    for (const std::string& report : reports_) {
      if (absl::Status status = sink(report); !status.ok()) return status;
    }
    return end_;
  }

 private:
  std::vector<std::string> reports_;
  absl::Status end_;
};

TEST(WriteDatasetTest, WritesAReportALineInTheGivenOrder) {
  TempDir dir;
  const std::string path = dir.path() + "/2026-11-18.json";
  EXPECT_THAT(WriteDataset(path, Reports({R"({"X":0.5})", R"({"X":0.25})"}, absl::OkStatus())),
              IsOkAndHolds(2));
  EXPECT_THAT(ReadFile(path, kMaxBytes), IsOkAndHolds("{\"X\":0.5}\n{\"X\":0.25}\n"));
}

TEST(WriteDatasetTest, WritesAnEmptyFileForADayWithoutReports) {
  TempDir dir;
  const std::string path = dir.path() + "/2026-11-18.json";
  EXPECT_THAT(WriteDataset(path, Reports({}, absl::OkStatus())), IsOkAndHolds(0));
  EXPECT_THAT(ReadFile(path, kMaxBytes), IsOkAndHolds(""));
}

TEST(WriteDatasetTest, KeepsTheOldFileIfTheReportsCannotAllBeRead) {
  TempDir dir;
  const std::string path = dir.path() + "/2026-11-18.json";
  ASSERT_THAT(WriteFileAtomically(path, "old\n"), IsOk());
  EXPECT_THAT(WriteDataset(path, Reports({"{}"}, absl::DataLossError("reports.db is corrupt"))),
              StatusIs(absl::StatusCode::kDataLoss, "reports.db is corrupt"));
  EXPECT_THAT(ReadFile(path, kMaxBytes), IsOkAndHolds("old\n"));
  EXPECT_THAT(ListDirectory(dir.path()), IsOkAndHolds(ElementsAre("2026-11-18.json")));
}

TEST(WriteDatasetTest, NamesTheFileThatItCannotWrite) {
  EXPECT_THAT(WriteDataset("/absent/2026-11-18.json", Reports({}, absl::OkStatus())),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/absent/2026-11-18.json")));
}

}  // namespace
}  // namespace telemetry
