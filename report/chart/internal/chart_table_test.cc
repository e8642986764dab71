#include "report/chart/internal/chart_table.h"

#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "gtest/gtest.h"
#include "report/testing/report_fixture.h"

namespace telemetry::report_internal {
namespace {

ChartTable TableFrom(absl::string_view json) {
  return ChartTable(testutil::ApprovedFrom(json).config());
}

// The charts of a program as "Name: key key" lines.
std::string ChartsOf(const ChartTable::Program& program) {
  std::string text;
  for (const ChartTable::Chart& chart : program.charts) {
    absl::StrAppend(&text, chart.name, ":",
                    absl::StrJoin(chart.bars, "",
                                  [](std::string* out, const ChartTable::Bar& bar) {
                                    absl::StrAppend(out, " ", bar.key);
                                  }),
                    "\n");
  }
  return text;
}

TEST(ChartTableTest, SortsVersionsByPrecedenceAndEverythingElseAsText) {
  const ChartTable table = TableFrom(R"({
    "GOOS": ["windows", "linux", "aix", "linux"], "GOARCH": ["amd64", "386"],
    "GoVersion": ["go1.9", "go1.10.2", "go1.27rc3", "go1.10", "gcc12.2.0"],
    "Programs": [{"Name": "p", "Versions": ["v1.10.0", "v1.9.0", "v1.10.0-pre.1", "v1.9.0"],
                  "Counters": [{"Name": "p/size:{small,10,9,large}"}, {"Name": "p/plain"}]}]})");
  ASSERT_EQ(table.programs().size(), 1u);
  EXPECT_EQ(ChartsOf(table.programs()[0]),
            "Version: v1.9.0 v1.10.0-pre.1 v1.10.0\n"
            "GOOS: aix linux windows\n"
            "GOARCH: 386 amd64\n"
            "GoVersion: gcc12.2 go1.9 go1.10 go1.27\n"
            "p/size: 10 9 large small\n"
            "p/plain: p/plain\n");
}

TEST(ChartTableTest, GivesToolchainProgramsNoVersionChart) {
  const ChartTable table =
      TableFrom(R"({"GOOS": ["linux"], "Programs": [{"Name": "cmd/go", "Versions": ["go1.26"]}]})");
  EXPECT_EQ(ChartsOf(table.programs()[0]), "GOOS: linux\nGOARCH:\nGoVersion:\n");
  EXPECT_TRUE(table.Find("cmd/go")->versions.empty());
}

TEST(ChartTableTest, NumbersEveryBucketOfEveryProgramDifferently) {
  const ChartTable table(testutil::GoApproved().config());
  std::set<int> ids;
  size_t bars = 0;
  for (const ChartTable::Program& program : table.programs()) {
    for (const ChartTable::Chart& chart : program.charts) {
      for (const ChartTable::Bar& bar : chart.bars) {
        ids.insert(bar.id);
        ++bars;
      }
    }
  }
  EXPECT_EQ(ids.size(), bars);
  EXPECT_EQ(*ids.begin(), 0);
  EXPECT_EQ(*ids.rbegin(), table.num_buckets() - 1);
}

TEST(ChartTableTest, NumbersWhatElseIsCountedAfterTheBuckets) {
  const ChartTable table(testutil::GoApproved().config());
  std::set<int> ids;
  size_t charts = 0;
  for (int bucket = 0; bucket < table.num_buckets(); ++bucket) ids.insert(table.Among(bucket));
  for (const ChartTable::Program& program : table.programs()) {
    for (const ChartTable::Chart& chart : program.charts) {
      ids.insert(table.Several(chart.number));
      for (const ChartTable::Bar& bar : chart.bars) EXPECT_EQ(table.ChartOf(bar.id), chart.number);
      ++charts;
    }
    for (const ChartTable::Population& population : table.Find(program.name)->populations) {
      EXPECT_TRUE(ids.insert(population.id).second);
    }
  }
  EXPECT_EQ(charts, static_cast<size_t>(table.num_charts()));
  EXPECT_EQ(*ids.begin(), table.num_buckets());
  EXPECT_EQ(*ids.rbegin(), table.num_counts() - 1);
  EXPECT_EQ(ids.size(), static_cast<size_t>(table.num_counts() - table.num_buckets()));
}

TEST(ChartTableTest, GivesChartsThatShareABucketOneNumberAndEachRateAPopulation) {
  const ChartTable table = TableFrom(R"({"Programs": [{"Name": "p", "Counters": [
      {"Name": "a:{x,y}", "Rate": 1}, {"Name": "a:{y,z}", "Rate": 0.1}, {"Name": "b", "Rate": 0.1}]}]})");
  const std::vector<ChartTable::Chart>& charts = table.programs().at(0).charts;
  EXPECT_EQ(charts.at(4).number, charts.at(5).number);
  EXPECT_NE(charts.at(5).number, charts.at(6).number);
  EXPECT_EQ(table.programs().at(0).population.id, charts.at(4).population.id);
  EXPECT_NE(charts.at(4).population.id, charts.at(5).population.id);
  EXPECT_EQ(charts.at(5).population.id, charts.at(6).population.id);
  EXPECT_EQ(charts.at(6).population.rate, 0.1);
}

TEST(ChartTableTest, TakesEverySpellingOfABucketForTheSame) {
  const ChartTable table = TableFrom(R"({"GoVersion": ["go1.22.1", "go1.22.2"],
      "Programs": [{"Name": "p", "Counters": [{"Name": "a"}, {"Name": "b:{x,b}"}]}]})");
  const ChartTable::Buckets& buckets = *table.Find("p");
  EXPECT_EQ(buckets.go_versions.at("go1.22.1"), buckets.go_versions.at("go1.22.2"));
  EXPECT_EQ(buckets.counters.at("a"), buckets.counters.at("a:a"));
  EXPECT_EQ(buckets.counters.at("b"), buckets.counters.at("b:b"));
  EXPECT_NE(buckets.counters.at("b"), buckets.counters.at("b:x"));
  EXPECT_FALSE(buckets.counters.contains("x"));
}

TEST(ChartTableTest, DrawsAProgramThatIsListedTwiceTwiceFromTheSameBuckets) {
  const ChartTable table = TableFrom(R"({"GOOS": ["linux"], "GoVersion": ["go1.22.1"],
      "Programs": [{"Name": "p"}, {"Name": "p", "Counters": [{"Name": "a"}]}]})");
  ASSERT_EQ(table.programs().size(), 2u);
  for (size_t chart = 0; chart < table.programs()[0].charts.size(); ++chart) {
    const auto& first = table.programs()[0].charts[chart].bars;
    const auto& second = table.programs()[1].charts[chart].bars;
    ASSERT_EQ(first.size(), second.size());
    for (size_t i = 0; i < first.size(); ++i) EXPECT_EQ(first[i].id, second[i].id);
  }
}

}  // namespace
}  // namespace telemetry::report_internal
