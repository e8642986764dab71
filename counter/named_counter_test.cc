#include "counter/named_counter.h"

#include <string>

#include "gtest/gtest.h"

namespace telemetry {
namespace {

TEST(NamedCounterTest, IsTheSameForOneName) {
  Counter& counter = FindOrCreateCounter("named/same");
  EXPECT_EQ(&FindOrCreateCounter(std::string("named/same")), &counter);
  EXPECT_NE(&FindOrCreateCounter("named/other"), &counter);
  EXPECT_EQ(counter.name(), "named/same");
}

}  // namespace
}  // namespace telemetry
