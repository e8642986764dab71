#include "cmd/gotelemetry/text_view/counter_groups.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry::cmd {
namespace {

using ::testing::ElementsAre;

// "chart: label=count label=count" for each chart.
std::vector<std::string> Grouped(const std::vector<std::pair<std::string, int64_t>>& counters) {
  std::vector<std::string> lines;
  for (const ChartGroup& group : GroupByChart({counters.begin(), counters.end()})) {
    std::string line = absl::StrCat(group.chart, ":");
    for (const Bucket& bucket : group.buckets) {
      absl::StrAppend(&line, " ", bucket.label, "=", bucket.count);
    }
    lines.push_back(line);
  }
  return lines;
}

TEST(CounterGroupsTest, SortsCountersIntoCharts) {
  EXPECT_THAT(Grouped({{"tool/words", 7}, {"tool/mode:fast", 1}, {"tool/errors", 2}}),
              ElementsAre("tool/errors: =2", "tool/mode: fast=1", "tool/words: =7"));
}

TEST(CounterGroupsTest, PutsAmountsInTheirOrder) {
  EXPECT_THAT(Grouped({{"t:<10ms", 5}, {"t:>=1s", 9}, {"t:<1ms", 1}, {"t:<1s", 2}}),
              ElementsAre("t: <1ms=1 <10ms=5 <1s=2 >=1s=9"));
}

TEST(CounterGroupsTest, PutsTheMostCountedFirstOtherwise) {
  EXPECT_THAT(Grouped({{"editor:emacs", 2}, {"editor:vim", 9}, {"editor:acme", 2}}),
              ElementsAre("editor: vim=9 acme=2 emacs=2"));
}

TEST(CounterGroupsTest, KeepsACounterWithTheNameOfAChartInIt) {
  EXPECT_THAT(Grouped({{"a", 1}, {"a:b", 2}, {"a:b:c", 3}}), ElementsAre("a: b:c=3 b=2 =1"));
}

TEST(CounterGroupsTest, GivesTheWholeName) {
  Counts counters;
  counters["a:b:c"] = 3;
  EXPECT_EQ(GroupByChart(counters)[0].buckets[0].name, "a:b:c");
}

}  // namespace
}  // namespace telemetry::cmd
