#include "upload/client/connection/backoff.h"

#include <optional>

#include "absl/time/time.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

constexpr double kShortest = 0;
constexpr double kLongest = 1;

BackoffOptions OneSecondDoublingToTen() {
  return {.initial = absl::Seconds(1), .multiplier = 2, .max = absl::Seconds(10)};
}

TEST(RetryDelayTest, DoublesWithEachFailedTry) {
  const BackoffOptions options = OneSecondDoublingToTen();
  EXPECT_EQ(RetryDelay(options, 1, kLongest, std::nullopt), absl::Seconds(1));
  EXPECT_EQ(RetryDelay(options, 2, kLongest, std::nullopt), absl::Seconds(2));
  EXPECT_EQ(RetryDelay(options, 3, kLongest, std::nullopt), absl::Seconds(4));
}

TEST(RetryDelayTest, StopsGrowingAtTheMaximum) {
  const BackoffOptions options = OneSecondDoublingToTen();
  EXPECT_EQ(RetryDelay(options, 5, kLongest, std::nullopt), absl::Seconds(10));
  EXPECT_EQ(RetryDelay(options, 1 << 30, kLongest, std::nullopt), absl::Seconds(10));
}

TEST(RetryDelayTest, LeavesTheUpperHalfToChance) {
  const BackoffOptions options = OneSecondDoublingToTen();
  EXPECT_EQ(RetryDelay(options, 3, kShortest, std::nullopt), absl::Seconds(2));
  EXPECT_EQ(RetryDelay(options, 3, 0.5, std::nullopt), absl::Seconds(3));
}

TEST(RetryDelayTest, ObeysTheServersHintExactly) {
  const BackoffOptions options = OneSecondDoublingToTen();
  EXPECT_EQ(RetryDelay(options, 4, kShortest, absl::Milliseconds(250)), absl::Milliseconds(250));
  EXPECT_EQ(RetryDelay(options, 1, kLongest, absl::Seconds(45)), absl::Seconds(45));
  EXPECT_EQ(RetryDelay(options, 1, kLongest, absl::ZeroDuration()), absl::ZeroDuration());
}

TEST(RetryDelayTest, GivesUpForThisRunWhenTheServerAsksForALongWait) {
  const BackoffOptions options{.longest_hint = absl::Minutes(1)};
  EXPECT_EQ(RetryDelay(options, 1, kShortest, absl::Minutes(1)), absl::Minutes(1));
  EXPECT_EQ(RetryDelay(options, 1, kShortest, absl::Seconds(61)), std::nullopt);
}

TEST(RetryDelayTest, GivesUpWhenTheServerForbidsAnotherTry) {
  EXPECT_EQ(RetryDelay({}, 1, kShortest, absl::Milliseconds(-1)), std::nullopt);
}

}  // namespace
}  // namespace telemetry
