#include "config/mode.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

TEST(ModeBuiltWithoutTest, IsOffAndSaysWhy) {
  const ModeDecision decision = DecideMode(TelemetryRoot("/nonexistent"), std::nullopt);
  EXPECT_EQ(decision.mode, Mode::kOff);
  EXPECT_EQ(decision.rule, ModeRule::kBuiltWithout);
  EXPECT_EQ(ModeRuleName(decision.rule), "built without telemetry");
}

}  // namespace
}  // namespace telemetry
