#include "storage/report_store/store_room.h"

#include <fstream>
#include <limits>
#include <string>

#include "absl/status/status.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr uint64_t kMebibyte = 1 << 20;

TEST(CheckStoreRoomTest, LimitsNothingByItself) {
  EXPECT_THAT(CheckStoreRoom({.store_bytes = 1 << 30, .free_bytes = 0}, {}, "a.db"), IsOk());
}

TEST(CheckStoreRoomTest, KeepsSomeOfTheDiskFree) {
  const StoreRoomLimits limits = {.min_free_bytes = 64 * kMebibyte};
  EXPECT_THAT(CheckStoreRoom({.free_bytes = 64 * kMebibyte}, limits, "a.db"), IsOk());
  EXPECT_THAT(CheckStoreRoom({.free_bytes = 64 * kMebibyte - 1}, limits, "a.db"),
              StatusIs(absl::StatusCode::kUnavailable,
                       AllOf(HasSubstr("a.db"), HasSubstr("63 MiB"), HasSubstr("64 MiB"))));
}

TEST(CheckStoreRoomTest, EndsAtItsLimit) {
  const StoreRoomLimits limits = {.max_bytes = 10 * kMebibyte};
  EXPECT_THAT(CheckStoreRoom({.store_bytes = 10 * kMebibyte - 1}, limits, "a.db"), IsOk());
  EXPECT_THAT(CheckStoreRoom({.store_bytes = 10 * kMebibyte}, limits, "a.db"),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("may have 10 MiB")));
}

TEST(CheckStoreRoomTest, HasNoneOnAReadOnlyDisk) {
  EXPECT_THAT(CheckStoreRoom({.free_bytes = kMebibyte, .is_read_only = true}, {}, "a.db"),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("read-only")));
}

TEST(CheckStoreRoomTest, AsksTheFileSystem) {
  const TempDir directory;
  const std::string path = directory.path() + "/a.db";
  std::ofstream(path) << std::string(kMebibyte, 'x');
  std::ofstream(path + "-wal") << std::string(kMebibyte, 'x');
  EXPECT_THAT(CheckStoreRoom(path, {.max_bytes = 2 * kMebibyte + 1}), IsOk());
  EXPECT_THAT(CheckStoreRoom(path, {.max_bytes = 2 * kMebibyte}),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("has 2 MiB")));
  EXPECT_THAT(CheckStoreRoom(path, {.min_free_bytes = std::numeric_limits<uint64_t>::max()}),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("are free")));
  EXPECT_THAT(CheckStoreRoom("/nonexistent/a.db", {}),
              StatusIs(absl::StatusCode::kUnavailable, HasSubstr("/nonexistent/a.db")));
}

}  // namespace
}  // namespace telemetry
