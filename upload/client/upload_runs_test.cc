#include "upload/client/upload_runs.h"

#include <cstddef>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/synchronization/notification.h"
#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "config/mode.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/testing/report_fixture.h"
#include "storage/files/file.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_root.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"
#include "upload/client/uploader.h"
#include "upload/testing/scripted_collector.h"

namespace telemetry {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class UploadRunsTest : public ::testing::Test {
 protected:
  // A run for `collector` with one report that is ready.
  UploadOptions RunFor(ScriptedCollector& collector) {
    collector.Publish(testutil::SmallApproved().config());
    const TelemetryDir dir = root_.collector(collector.host_port());
    EXPECT_THAT(EnsureDirectory(dir.local_dir()), IsOk());
    EXPECT_THAT(WriteFileAtomically(dir.ready_report_path(absl::CivilDay(2026, 11, 18)),
                                    R"({"Week":"2026-11-18","X":0.5,"Programs":null})"),
                IsOk());
    return {.dir = dir,
            .collector = collector.host_port(),
            .decision = {.mode = Mode::kOn,
                         .report_mode = Mode::kOn,
                         .rule = ModeRule::kModeFile,
                         .detail = "",
                         .consent_day = "2026-10-01"},
            .now = absl::FromCivil(absl::CivilHour(2026, 11, 22, 12), absl::UTCTimeZone()),
            .retry = {.budget = 0}};
  }

  const TempDir temp_;
  const TelemetryRoot root_{temp_.path()};
};

TEST_F(UploadRunsTest, SendsToOneWhileAnotherDoesNotAnswer) {
  ScriptedCollector slow;
  ScriptedCollector fast;
  absl::Notification fast_has_it;
  // If the runs were one after the other, the slow collector would wait for ever.
  slow.Then({.meanwhile = [&] { fast_has_it.WaitForNotification(); }});
  fast.Then({.meanwhile = [&] { fast_has_it.Notify(); }});
  const auto results = RunUploads({RunFor(slow), RunFor(fast)}, {});
  ASSERT_THAT(results, SizeIs(2));
  EXPECT_THAT(FirstFailure(*results[0]), IsOk());
  EXPECT_THAT(FirstFailure(*results[1]), IsOk());
  EXPECT_THAT(slow.accepted(), SizeIs(1));
  EXPECT_THAT(fast.accepted(), SizeIs(1));
}

TEST_F(UploadRunsTest, ReturnsEachResultInTheOrderOfTheOptions) {
  std::vector<std::unique_ptr<ScriptedCollector>> collectors;
  std::vector<UploadOptions> options;
  for (int i = 0; i < kMaxRunsAtOnce + 4; ++i) {
    collectors.push_back(std::make_unique<ScriptedCollector>());
    if (i % 3 == 0) {
      collectors.back()->Then(
          {.status = absl::InvalidArgumentError(absl::StrCat("number ", i, "."))});
    }
    options.push_back(RunFor(*collectors.back()));
  }
  const auto results = RunUploads(options, {});
  ASSERT_THAT(results, SizeIs(options.size()));
  for (size_t i = 0; i < results.size(); ++i) {
    ASSERT_THAT(results[i], IsOk());
    if (i % 3 == 0) {
      EXPECT_THAT(FirstFailure(*results[i]), StatusIs(absl::StatusCode::kInvalidArgument,
                                                      HasSubstr(absl::StrCat("number ", i, "."))));
    } else {
      EXPECT_THAT(FirstFailure(*results[i]), IsOk());
    }
  }
}

TEST_F(UploadRunsTest, HasNoResultsWithoutOptions) { EXPECT_THAT(RunUploads({}, {}), SizeIs(0)); }

}  // namespace
}  // namespace telemetry
