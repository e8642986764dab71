#include "config/mode.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

TEST(ModeBuiltWithoutTest, IsOffAndSaysWhy) {
  const Decision decision = DecideMode(TelemetryRoot("/nonexistent"), std::nullopt);
  EXPECT_EQ(decision.mode, Mode::kOff);
  EXPECT_EQ(decision.rule, Rule::kBuiltWithout);
  EXPECT_EQ(RuleName(decision.rule), "built without telemetry");
}

}  // namespace
}  // namespace telemetry
