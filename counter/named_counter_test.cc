#include "counter/named_counter.h"

#include <string>

#include "counter/open.h"
#include "counter/testing/telemetry_sandbox.h"
#include "gtest/gtest.h"
#include "tests/util/child_process.h"

namespace telemetry {
namespace {

TEST(NamedCounterTest, CountsBeforeAndAfterOpen) {
  TelemetrySandbox sandbox;
  EXPECT_EQ(RunInChild([] {
              FindOrCreateCounter(std::string("named/") + "counted").Inc();
              (void)Open({.program = "example.com/tool", .version = "v1.2.3"});
              FindOrCreateCounter("named/counted").Add(2);
            }),
            0);
  EXPECT_EQ(sandbox.Count("named/counted"), 3u);
}

// Last, because a child that is forked after the first use of a counter starts from zero.
TEST(NamedCounterTest, IsTheSameForOneName) {
  Counter& counter = FindOrCreateCounter("named/same");
  EXPECT_EQ(&FindOrCreateCounter(std::string("named/same")), &counter);
  EXPECT_NE(&FindOrCreateCounter("named/other"), &counter);
  EXPECT_EQ(counter.name(), "named/same");
}

}  // namespace
}  // namespace telemetry
