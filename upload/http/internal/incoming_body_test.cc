#include "upload/http/internal/incoming_body.h"

#include <string>

#include "gtest/gtest.h"

namespace telemetry::upload_internal {
namespace {

constexpr size_t kKibibyte = 1 << 10;
constexpr IncomingBody::Limits kLimits{.max_body_bytes = kKibibyte,
                                       .max_discarded_bytes = 4 * kKibibyte};

// The status of the refusal, or 0.
int RefusalStatus(const IncomingBody& body) {
  return body.refusal().has_value() ? body.refusal()->status : 0;
}

TEST(IncomingBodyTest, GathersPieces) {
  BodyBudget budget(kKibibyte);
  IncomingBody body(kLimits, &budget);
  EXPECT_TRUE(body.Receive("{\"Week\":"));
  EXPECT_TRUE(body.Receive("\"2026-11-18\"}"));
  EXPECT_EQ(RefusalStatus(body), 0);
  EXPECT_EQ(body.Take(), "{\"Week\":\"2026-11-18\"}");
}

TEST(IncomingBodyTest, TakesWhatTheRouteTakesAndNotAByteMore) {
  BodyBudget budget(2 * kKibibyte);
  IncomingBody body(kLimits, &budget);
  EXPECT_TRUE(body.Receive(std::string(kKibibyte, 'x')));
  EXPECT_EQ(RefusalStatus(body), 0);
  EXPECT_TRUE(body.Receive("x"));
  EXPECT_EQ(RefusalStatus(body), 413);
  EXPECT_EQ(body.Take(), "");
}

TEST(IncomingBodyTest, AsksToComeBackWhenTheBudgetIsSpent) {
  BodyBudget budget(10);
  IncomingBody first(kLimits, &budget);
  EXPECT_TRUE(first.Receive("12345678"));
  IncomingBody second(kLimits, &budget);
  EXPECT_TRUE(second.Receive("123"));
  EXPECT_EQ(RefusalStatus(second), 503);
  EXPECT_EQ(RefusalStatus(first), 0);
}

TEST(IncomingBodyTest, ReturnsWhatItTookFromTheBudget) {
  BodyBudget budget(10);
  { IncomingBody(kLimits, &budget).Receive("1234567890"); }
  IncomingBody refused(kLimits, &budget);
  refused.Receive("12345678");
  refused.Receive("90123");
  EXPECT_TRUE(budget.Take(10));
  EXPECT_FALSE(budget.Take(1));
}

TEST(IncomingBodyTest, ThrowsAwayWhatIsNotWelcomeUpToALimit) {
  BodyBudget budget(10);
  IncomingBody body(kLimits, &budget);
  body.Refuse(TextReply(415, "the body must be application/json"));
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(body.Receive(std::string(kKibibyte, 'x')));
  EXPECT_FALSE(body.Receive("x"));
  EXPECT_EQ(RefusalStatus(body), 415);
}

}  // namespace
}  // namespace telemetry::upload_internal
