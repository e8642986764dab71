#include "upload/internal/http_exchange.h"

#include <string>
#include <variant>

#include "gtest/gtest.h"
#include "upload/internal/http_protocol.h"

namespace telemetry::internal {
namespace {

constexpr size_t kMebibyte = 1 << 20;
constexpr uint64_t kMaxDiscarded = 4 * kMebibyte;

std::variant<HttpRoute, HttpError> Upload() {
  return HttpRoute{HttpRoute::Action::kUpload, absl::CivilDay(2026, 11, 18)};
}

// Status of the error that the exchange will answer, or 0.
int ErrorStatus(const HttpExchange& exchange) {
  const HttpError* error = std::get_if<HttpError>(&exchange.plan());
  return error == nullptr ? 0 : error->status;
}

TEST(HttpExchangeTest, GathersTheBodyOfAnUpload) {
  BodyBudget budget(kMebibyte);
  HttpExchange exchange(Upload(), &budget, kMaxDiscarded);
  EXPECT_TRUE(exchange.Receive("{\"Week\":"));
  EXPECT_TRUE(exchange.Receive("\"2026-11-18\"}"));
  EXPECT_EQ(exchange.body(), "{\"Week\":\"2026-11-18\"}");
  EXPECT_EQ(ErrorStatus(exchange), 0);
}

TEST(HttpExchangeTest, KeepsABodyOfOneMebibyteAndRefusesAByteMore) {
  BodyBudget budget(2 * kMebibyte);
  HttpExchange exchange(Upload(), &budget, kMaxDiscarded);
  EXPECT_TRUE(exchange.Receive(std::string(kMebibyte, 'x')));
  EXPECT_EQ(ErrorStatus(exchange), 0);
  EXPECT_TRUE(exchange.Receive("x"));
  EXPECT_EQ(ErrorStatus(exchange), 413);
  EXPECT_EQ(exchange.body(), "");
}

TEST(HttpExchangeTest, AsksToComeBackWhenTheBudgetIsSpent) {
  BodyBudget budget(10);
  HttpExchange first(Upload(), &budget, kMaxDiscarded);
  EXPECT_TRUE(first.Receive("12345678"));
  HttpExchange second(Upload(), &budget, kMaxDiscarded);
  EXPECT_TRUE(second.Receive("123"));
  EXPECT_EQ(ErrorStatus(second), 503);
  EXPECT_EQ(ErrorStatus(first), 0);
}

TEST(HttpExchangeTest, ReturnsWhatItTookFromTheBudget) {
  BodyBudget budget(10);
  { HttpExchange(Upload(), &budget, kMaxDiscarded).Receive("1234567890"); }
  HttpExchange refused(Upload(), &budget, kMaxDiscarded);
  refused.Receive("12345678");
  refused.Receive("90123");
  HttpExchange dropped(Upload(), &budget, kMaxDiscarded);
  dropped.Receive("1234567890");
  dropped.DropBody();
  EXPECT_TRUE(budget.Take(10));
  EXPECT_FALSE(budget.Take(1));
}

TEST(HttpExchangeTest, ThrowsAwayWhatIsNotWelcomeUpToALimit) {
  BodyBudget budget(10);
  HttpExchange exchange(HttpError{415, "a report is application/json"}, &budget, kMaxDiscarded);
  EXPECT_TRUE(exchange.Receive(std::string(kMaxDiscarded, 'x')));
  EXPECT_EQ(exchange.body(), "");
  EXPECT_FALSE(exchange.Receive("x"));
  EXPECT_TRUE(budget.Take(10));
}

TEST(HttpExchangeTest, ThrowsAwayTheBodyOfAGet) {
  BodyBudget budget(10);
  HttpExchange exchange(HttpRoute{HttpRoute::Action::kConfig, {}}, &budget, kMaxDiscarded);
  EXPECT_TRUE(exchange.Receive(std::string(100, 'x')));
  EXPECT_EQ(ErrorStatus(exchange), 0);
  EXPECT_EQ(exchange.body(), "");
}

}  // namespace
}  // namespace telemetry::internal
