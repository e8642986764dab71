#include "config/telemetry_environment.h"

#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "config/mode.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_files/telemetry_file_name.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TelemetryEnvironment Of(TelemetryFolder folder, const std::vector<std::string>& names) {
  std::vector<TelemetryFile> files;
  for (const std::string& name : names) files.push_back(ClassifyTelemetryFile(folder, name));
  return EnvironmentOf(TelemetryFiles(TelemetryDir("/t"), files), ModeDecision());
}

TEST(EnvironmentOfTest, FindsNothingInAnEmptyDirectory) {
  EXPECT_EQ(Of(TelemetryFolder::kUpload, {}).last_sent, std::nullopt);
  EXPECT_THAT(Of(TelemetryFolder::kLocal, {}).put_aside, IsEmpty());
}

TEST(EnvironmentOfTest, NamesTheLatestReportThatWasSent) {
  EXPECT_EQ(Of(TelemetryFolder::kUpload, {"2026-11-18.json", "2026-11-11.json", "2026-13-01.json",
                                          "zebra.json", "2026-11-25", "2026-12-02.json.1.tmp"})
                .last_sent,
            absl::CivilDay(2026, 11, 18));
}

TEST(EnvironmentOfTest, NamesDamagedFilesThatWerePutAside) {
  EXPECT_THAT(
      Of(TelemetryFolder::kLocal, {"a.v1.count.corrupt", "tool.v1.count", "tool.v1.count.corrupt"})
          .put_aside,
      ElementsAre("/t/local/a.v1.count.corrupt", "/t/local/tool.v1.count.corrupt"));
}

}  // namespace
}  // namespace telemetry
