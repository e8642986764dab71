#include "cmd/gotelemetry/web_view/local_state.h"

#include <string>
#include <utility>
#include <variant>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "config/mode.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/report.pb.h"
#include "report/testing/telemetry_dir_fixture.h"
#include "storage/telemetry_dir.h"
#include "tests/util/status_matchers.h"

namespace telemetry::cmd {
namespace {

using ::telemetry::testutil::TelemetryDirFixture;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kConfig[] = R"({"Collector": "localhost:1", "Version": "v1.0.0", "Config": {
    "GoVersion": ["gcc12.2.0"], "Programs": [{"Name": "example.com/tool", "Versions": ["v1.0.0"],
    "Counters": [{"Name": "tool/plain", "Rate": 1}]}]}})";

Decision DecisionOf(Mode mode, std::string asof, std::string collector) {
  Decision decision;
  decision.mode = mode;
  decision.asof = std::move(asof);
  decision.collector = std::move(collector);
  return decision;
}

class LocalStateTest : public ::testing::Test {
 protected:
  LocalState Read(const Decision& decision) {
    return ReadLocalState({.dir = fixture_.dir()}, decision, absl::FromUnixSeconds(1795000000));
  }

  TelemetryDirFixture fixture_;
  const Decision local_ = DecisionOf(Mode::kLocal, "", "");
  const Decision on_ = DecisionOf(Mode::kOn, "2026-11-01", "localhost:1");
};

TEST_F(LocalStateTest, IsEmptyWhereThereIsNoDirectory) {
  const LocalState state = ReadLocalState({.dir = TelemetryDir("/nonexistent/telemetry")}, local_,
                                          absl::FromUnixSeconds(1795000000));
  EXPECT_THAT(state.counts.weeks, IsEmpty());
  EXPECT_THAT(state.files, IsEmpty());
  EXPECT_THAT(state.warnings, IsEmpty());
}

TEST_F(LocalStateTest, HasWhatWasCountedAlsoIfItIsNotKnownWhatIsApproved) {
  fixture_.AddCounterFile("tool", {.counts = {{"tool/plain", 3}}});
  const LocalState state = Read(local_);
  EXPECT_THAT(state.approved, StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(state.counts.weeks, SizeIs(1));
  EXPECT_THAT(state.files, SizeIs(1));
  EXPECT_THAT(state.preview.weeks, IsEmpty());
}

TEST_F(LocalStateTest, HasTheReportsThatTheCountsWouldBecome) {
  fixture_.AddCounterFile("tool", {.counts = {{"tool/plain", 3}, {"tool/secret", 1}}});
  fixture_.Write("upload_config.json", kConfig);
  const LocalState state = Read(on_);
  ASSERT_THAT(state.preview.weeks, SizeIs(1));
  const auto* upload = std::get_if<v1::Report>(&state.preview.weeks[0].upload);
  ASSERT_NE(upload, nullptr);
  EXPECT_THAT(upload->programs(0).counters(), SizeIs(1));
  EXPECT_THAT(state.preview.weeks[0].left_out, SizeIs(1));
}

TEST_F(LocalStateTest, IsTheSameUntilSomethingChanges) {
  fixture_.AddCounterFile("tool", {.counts = {{"tool/plain", 3}}});
  fixture_.Write("upload_config.json", kConfig);
  EXPECT_EQ(Read(on_).preview.weeks[0].local.x(), Read(on_).preview.weeks[0].local.x());
}

TEST_F(LocalStateTest, WarnsOfADamagedFileOnce) {
  fixture_.Write("local/damaged.v1.count", "x");
  fixture_.Write("upload_config.json", kConfig);
  EXPECT_THAT(Read(on_).warnings, ElementsAre(HasSubstr("damaged.v1.count")));
}

}  // namespace
}  // namespace telemetry::cmd
