#include "counter/internal/daily_upload/upload_token.h"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/time.h"
#include "gtest/gtest.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace counter_internal {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'800'000'000);

TEST(UploadTokenTest, ExpiresAfterADay) {
  EXPECT_FALSE(IsUploadTokenExpired(kNow, kNow));
  EXPECT_FALSE(IsUploadTokenExpired(kNow - absl::Hours(24) + absl::Seconds(1), kNow));
  EXPECT_TRUE(IsUploadTokenExpired(kNow - absl::Hours(24), kNow));
}

TEST(UploadTokenTest, ExpiresWhenItIsFromTheFuture) {
  EXPECT_TRUE(IsUploadTokenExpired(kNow + absl::Seconds(1), kNow));
}

class TakeUploadTokenTest : public testing::Test {
 protected:
  bool TakeAt(absl::Time now) { return TakeUploadToken(path_, now); }

  TempDir directory_;
  const std::string path_ = directory_.path() + "/upload.token";
};

TEST_F(TakeUploadTokenTest, TakesItOnceADay) {
  EXPECT_TRUE(TakeAt(kNow));
  EXPECT_FALSE(TakeAt(kNow + absl::Hours(23)));
  EXPECT_TRUE(TakeAt(kNow + absl::Hours(24)));
  EXPECT_FALSE(TakeAt(kNow + absl::Hours(25)));
}

TEST_F(TakeUploadTokenTest, TakesOneFromTheFuture) {
  EXPECT_TRUE(TakeAt(kNow + absl::Hours(1000)));
  EXPECT_TRUE(TakeAt(kNow));
  EXPECT_FALSE(TakeAt(kNow));
}

TEST_F(TakeUploadTokenTest, DoesNotMakeADirectoryForIt) {
  EXPECT_FALSE(TakeUploadToken(directory_.path() + "/gone/upload.token", kNow));
}

// A caller that finds it locked leaves it to whoever holds the lock.
TEST_F(TakeUploadTokenTest, IsTakenByOneOfMany) {
  ASSERT_TRUE(TakeAt(kNow));
  std::atomic<int> taken{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] { taken += TakeAt(kNow + absl::Hours(30)) ? 1 : 0; });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(taken, 1);
}

}  // namespace
}  // namespace counter_internal
}  // namespace telemetry
