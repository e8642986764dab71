#include "counter/internal/heap_counter.h"

#include <string>

#include "counter/counter.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace counter_internal {
namespace {

TEST(HeapCounterTest, KeepsItsOwnName) {
  std::string title = "tool/bug";
  Counter* counter = NewHeapCounter(title, "\ntruncated\n");
  title.assign(title.size(), 'x');
  ASSERT_NE(counter, nullptr);
  EXPECT_EQ(counter->name(), "tool/bug\ntruncated\n");
  FreeHeapCounter(counter);
}

}  // namespace
}  // namespace counter_internal
}  // namespace telemetry
