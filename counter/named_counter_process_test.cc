// Apart from named_counter_test.cc, because a child that is forked after the first use of a counter
// starts from zero.

#include <string>

#include "counter/named_counter.h"
#include "counter/open.h"
#include "counter/testing/telemetry_sandbox.h"
#include "gtest/gtest.h"
#include "tests/util/child_process.h"

namespace telemetry {
namespace {

TEST(NamedCounterProcessTest, CountsBeforeAndAfterOpen) {
  TelemetrySandbox sandbox;
  EXPECT_EQ(RunInChild([] {
              FindOrCreateCounter(std::string("named/") + "counted").Inc();
              (void)Open({.program = "example.com/tool", .version = "v1.2.3"});
              FindOrCreateCounter("named/counted").Add(2);
            }),
            0);
  EXPECT_EQ(sandbox.Count("named/counted"), 3u);
}

}  // namespace
}  // namespace telemetry
