#include "storage/upload_run/last_run.h"

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "storage/files/file.h"
#include "storage/telemetry_dir.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

class LastRunTest : public ::testing::Test {
 protected:
  TempDir directory_;
  const TelemetryDir dir_{directory_.path()};
  const absl::Time time_ = absl::FromUnixSeconds(1'793'880'000);
};

TEST_F(LastRunTest, IsWhatWasRecordedLast) {
  ASSERT_THAT(RecordLastRun(dir_, {.ended = time_, .failure = ""}), IsOk());
  EXPECT_EQ(ReadLastRun(dir_)->failure, "");
  ASSERT_THAT(RecordLastRun(dir_, {.ended = time_ + absl::Hours(24), .failure = "no\nway"}),
              IsOk());
  const std::optional<LastRun> run = ReadLastRun(dir_);
  ASSERT_TRUE(run.has_value());
  EXPECT_EQ(run->ended, time_ + absl::Hours(24));
  EXPECT_EQ(run->failure, "no way");
}

TEST_F(LastRunTest, FitsItsFileWhateverTheFailure) {
  ASSERT_THAT(RecordLastRun(dir_, {.ended = time_, .failure = std::string(100'000, 'x')}), IsOk());
  EXPECT_EQ(ReadLastRun(dir_)->failure.size(), 2000);
}

TEST_F(LastRunTest, IsUnknownWithoutARecordThatCanBeRead) {
  EXPECT_FALSE(ReadLastRun(dir_).has_value());
  for (const char* contents : {"", "\n", "yesterday done\n", "2026-11-05T00:00:00Z\n",
                               "2026-11-05T00:00:00Z perhaps\n", "2026-11-05 done\n"}) {
    ASSERT_THAT(WriteFileAtomically(dir_.last_run_path(), contents), IsOk());
    EXPECT_FALSE(ReadLastRun(dir_).has_value()) << contents;
  }
}

}  // namespace
}  // namespace telemetry
