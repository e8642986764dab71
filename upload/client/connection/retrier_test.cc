#include "upload/client/connection/retrier.h"

#include <stop_token>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"
#include "upload/client/connection/upload_client.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::IsEmpty;
using ::testing::Lt;

// Returns each of `statuses` in turn, then successes, and counts the calls.
class Flaky {
 public:
  explicit Flaky(std::vector<absl::Status> statuses) : statuses_(std::move(statuses)) {}

  CallResult<int> operator()() {
    const size_t call = calls_++;
    if (call < statuses_.size()) return {.result = statuses_[call], .retry_hint = std::nullopt};
    return {.result = 42, .retry_hint = std::nullopt};
  }

  size_t calls() const { return calls_; }

 private:
  const std::vector<absl::Status> statuses_;
  size_t calls_ = 0;
};

class RetrierTest : public ::testing::Test {
 protected:
  Retrier MakeRetrier(int budget) {
    return Retrier({
                       .backoff = {.initial = absl::Seconds(1), .multiplier = 2},
                       .budget = budget,
                       .sleep = [this](absl::Duration wait,
                                       const std::stop_token&) { waits_.push_back(wait); },
                       .uniform = [] { return 0.0; },
                   },
                   stop_.get_token());
  }

  std::stop_source stop_;
  std::vector<absl::Duration> waits_;
  const absl::Status busy_ = absl::UnavailableError("busy");
};

TEST_F(RetrierTest, DoesNotRepeatASuccess) {
  Flaky call({});
  EXPECT_THAT(MakeRetrier(3).Call(call).result, IsOkAndHolds(42));
  EXPECT_EQ(call.calls(), 1);
  EXPECT_THAT(waits_, IsEmpty());
}

TEST_F(RetrierTest, DoesNotRepeatWhatIsRefusedForGood) {
  Flaky call({absl::InvalidArgumentError("malformed")});
  EXPECT_THAT(MakeRetrier(3).Call(call).result, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_EQ(call.calls(), 1);
}

TEST_F(RetrierTest, WaitsLongerEachTimeUntilItSucceeds) {
  Flaky call({busy_, busy_, busy_});
  EXPECT_THAT(MakeRetrier(3).Call(call).result, IsOk());
  EXPECT_THAT(waits_, ElementsAre(absl::Seconds(0.5), absl::Seconds(1), absl::Seconds(2)));
}

TEST_F(RetrierTest, SharesItsBudgetAmongAllCalls) {
  Retrier retrier = MakeRetrier(2);
  Flaky first({busy_});
  Flaky second({busy_, busy_});
  Flaky third({busy_});
  EXPECT_THAT(retrier.Call(first).result, IsOk());
  EXPECT_THAT(retrier.Call(second).result, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(retrier.Call(third).result, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(third.calls(), 1);
}

TEST_F(RetrierTest, ObeysTheServersHint) {
  int calls = 0;
  EXPECT_THAT(MakeRetrier(3)
                  .Call([&]() -> CallResult<int> {
                    if (++calls > 1) return {.result = 42, .retry_hint = std::nullopt};
                    return {.result = busy_, .retry_hint = absl::Seconds(7)};
                  })
                  .result,
              IsOk());
  EXPECT_THAT(waits_, ElementsAre(absl::Seconds(7)));
}

TEST_F(RetrierTest, TriesNothingAgainAfterAStop) {
  Flaky call({busy_});
  stop_.request_stop();
  EXPECT_THAT(MakeRetrier(3).Call(call).result, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(call.calls(), 1);
  EXPECT_THAT(waits_, IsEmpty());
}

TEST_F(RetrierTest, TellsBeforeItWaits) {
  std::vector<absl::Duration> told;
  Retrier retrier(
      {.sleep = [](absl::Duration, const std::stop_token&) {}, .uniform = [] { return 1.0; }}, {},
      [&](const absl::Status& status, absl::Duration wait) {
        EXPECT_EQ(status, busy_);
        told.push_back(wait);
      });
  Flaky call({busy_});
  EXPECT_THAT(retrier.Call(call).result, IsOk());
  EXPECT_THAT(told, ElementsAre(BackoffOptions{}.initial));
}

TEST(SleepUnlessStoppedTest, ReturnsAtOnceWhenStopped) {
  std::stop_source stop;
  stop.request_stop();
  const absl::Time before = absl::Now();
  SleepUnlessStopped(absl::Hours(1), stop.get_token());
  EXPECT_LT(absl::Now() - before, absl::Minutes(1));
}

TEST(UniformRandomTest, IsFromZeroToBelowOne) {
  for (int i = 0; i < 1000; ++i) EXPECT_THAT(UniformRandom(), ::testing::AllOf(Ge(0), Lt(1)));
}

}  // namespace
}  // namespace telemetry
