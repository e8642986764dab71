#include "report/local_counts/counting_programs.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/testing/telemetry_dir_fixture.h"
#include "storage/telemetry_files/telemetry_file_name.h"

namespace telemetry {
namespace {

using ::telemetry::testutil::TelemetryDirFixture;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(CountingProgramsTest, AreThoseOfCounterFilesAndOfTheLatestLocalReport) {
  TelemetryDirFixture fixture;
  EXPECT_THAT(CountingPrograms(*ListTelemetryFiles(fixture.dir())), IsEmpty());
  fixture.AddCounterFile("b", {.program = "example.com/b", .counts = {{"c", 1}}});
  fixture.AddCounterFile("b2", {.program = "example.com/b", .counts = {{"c", 1}}});
  fixture.Write("local/damaged.v1.count", "x");
  fixture.Write("local/local.2026-11-11.json",
                R"({"Week": "2026-11-11", "Programs": [{"Program": "example.com/old"}]})");
  fixture.Write("local/local.2026-11-18.json",
                R"({"Week": "2026-11-18", "Programs": [{"Program": "example.com/a"}]})");
  EXPECT_THAT(CountingPrograms(*ListTelemetryFiles(fixture.dir())),
              ElementsAre("example.com/a", "example.com/b"));
}

}  // namespace
}  // namespace telemetry
