// How many reports a chart is of, and whether its buckets exclude each other: rules 4 and 5 of
// public_chart.h, and what an attacker makes of what they let be known.

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "upload/site/public_chart.h"

namespace telemetry {
namespace {

using ::testing::ElementsAre;

// Some reports of a program: how many have exactly this set of the chart's buckets, by the set's
// bits.
using Population = std::vector<int64_t>;

int64_t NumReports(const Population& population) {
  int64_t sum = 0;
  for (const int64_t count : population) sum += count;
  return sum;
}

bool HasSeveral(size_t set) { return (set & (set - 1)) != 0; }

v1::Chart ChartOf(const Population& population, int buckets, const std::string& name) {
  v1::Chart chart;
  chart.set_name(name);
  chart.set_type("partition");
  chart.set_rate(1);
  chart.set_reports(NumReports(population));
  for (int bucket = 0; bucket < buckets; ++bucket) {
    v1::Datum& datum = *chart.add_data();
    datum.set_key(absl::StrCat("b", bucket));
    for (size_t set = 0; set < population.size(); ++set) {
      if ((set >> bucket & 1) == 0) continue;
      datum.set_value(datum.value() + population[set]);
      if (HasSeveral(set)) datum.set_among(datum.among() + population[set]);
    }
  }
  for (size_t set = 0; set < population.size(); ++set) {
    if (HasSeveral(set)) chart.set_several(chart.several() + population[set]);
  }
  return chart;
}

PublicProgram Published(std::vector<v1::Chart> charts, int64_t reports, int64_t min_reports) {
  v1::ChartData data;
  data.add_date_range("2026-11-16");
  data.add_date_range("2026-11-22");
  data.set_num_reports(reports);
  v1::ProgramCharts& program = *data.add_programs();
  program.set_name("example.com/tool");
  program.set_reports(reports);
  for (v1::Chart& chart : charts) *program.add_charts() = std::move(chart);
  return PublishWeek(data, min_reports).programs.at(0);
}

// A chart with one bucket, which `with` of `reports` reports have.
PublicProgram WithOneBucket(int64_t with, int64_t reports, int64_t min_reports = 5) {
  return Published({ChartOf({reports - with, with}, 1, "runs")}, reports, min_reports);
}

TEST(PublicChartReportsTest, AreToldToTheNearestMultipleThatFitsWhatIsShown) {
  EXPECT_EQ(WithOneBucket(40, 124).charts[0].reports_about, 120);
  EXPECT_EQ(WithOneBucket(120, 124).charts[0].reports_about, 120);
  // No share is above 100 %.
  EXPECT_EQ(WithOneBucket(121, 124).charts[0].reports_about, 125);
  EXPECT_EQ(WithOneBucket(3, 4).charts[0].reports_about, 0);
  EXPECT_EQ(WithOneBucket(121, 124).reports_about, 125);
  EXPECT_EQ(WithOneBucket(121, 124, 1).reports_about, 124);
}

TEST(PublicChartReportsTest, AreThoseOfTheRateAtWhichAChartIsApproved) {
  v1::Chart everywhere = ChartOf({10, 90}, 1, "runs");
  v1::Chart sampled = ChartOf({3, 9}, 1, "rare");
  sampled.set_rate(0.1);
  const PublicProgram program = Published({everywhere, sampled}, 100, 5);
  EXPECT_EQ(program.charts[0].reports_about, 100);
  EXPECT_EQ(program.charts[1].reports_about, 10);
}

TEST(PublicChartReportsTest, CallExclusiveWhatFewReportsHaveSeveralOf) {
  const auto exclusive = [](int64_t both, int64_t min_reports) {
    return Published({ChartOf({100, 20, 30, both}, 2, "os")}, 150 + both, min_reports)
        .charts[0]
        .exclusive;
  };
  EXPECT_TRUE(exclusive(4, 5));
  EXPECT_FALSE(exclusive(5, 5));
  EXPECT_TRUE(exclusive(0, 1));
  EXPECT_FALSE(exclusive(1, 1));
}

TEST(PublicChartReportsTest, KeepASecretWhoHasAHiddenBucketAlongWithAnother) {
  // Each of the 4 reports with the second bucket has the first one, too.
  const PublicProgram program = Published({ChartOf({0, 20, 0, 4}, 2, "os")}, 24, 2);
  EXPECT_FALSE(program.charts[0].exclusive);
  EXPECT_TRUE(Published({ChartOf({0, 20, 0, 4}, 2, "os")}, 24, 5).charts[0].exclusive);
}

TEST(PublicChartReportsTest, NeverAddUpToMoreThanThereAre) {
  // By far too few reports to know that 4 have both, but anyone sees that 16 are more than 15.
  EXPECT_FALSE(Published({ChartOf({0, 6, 2, 4, 0, 0, 0, 0}, 2, "os")}, 12, 5).charts[0].exclusive);
}

TEST(PublicChartReportsTest, AddUpInATrend) {
  const auto week = [](int64_t with, int64_t reports, int64_t both) {
    v1::ChartData data;
    data.add_date_range("2026-11-16");
    data.add_date_range("2026-11-22");
    v1::ProgramCharts& program = *data.add_programs();
    program.set_name("example.com/tool");
    program.set_reports(reports);
    *program.add_charts() = ChartOf({reports - with - both, with, 0, both}, 2, "os");
    return PublishWeek(data, 5);
  };
  const PublicCharts trend = PublishTrend({week(20, 44, 0), week(30, 60, 0)});
  EXPECT_EQ(trend.programs[0].reports_about, 100);
  EXPECT_EQ(trend.programs[0].charts[0].reports_about, 100);
  EXPECT_THAT(trend.programs[0].charts[0].weekly_reports_about, ElementsAre(40, 60));
  EXPECT_TRUE(trend.programs[0].charts[0].exclusive);
  EXPECT_FALSE(PublishTrend({week(20, 44, 9), week(30, 60, 0)}).programs[0].charts[0].exclusive);
}

// All populations of `reports` reports, with so many sets of buckets.
std::vector<Population> Populations(int64_t reports, size_t sets) {
  if (sets == 1) return {{reports}};
  std::vector<Population> all;
  for (int64_t last = 0; last <= reports; ++last) {
    for (Population& population : Populations(reports - last, sets - 1)) {
      population.push_back(last);
      all.push_back(std::move(population));
    }
  }
  return all;
}

struct Seen {
  std::string values;
  std::string all;  // with what rules 4 and 5 let be known
};

Seen SeenOf(const PublicChart& chart) {
  Seen seen;
  std::vector<std::string> shown;
  for (const PublicBucket& bucket : chart.buckets) {
    shown.push_back(absl::StrCat(bucket.key, " ", static_cast<int>(bucket.value.kind), " ",
                                 bucket.value.value, ";"));
  }
  // Their order is another way to tell the same.
  std::sort(shown.begin(), shown.end());
  for (const std::string& text : shown) seen.values += text;
  seen.all = absl::StrCat(seen.values, " of ", chart.reports_about, chart.exclusive ? " each" : "");
  return seen;
}

std::vector<int64_t> Values(const Population& population, int buckets) {
  const v1::Chart chart = ChartOf(population, buckets, "os");
  std::vector<int64_t> values;
  for (const v1::Datum& datum : chart.data()) values.push_back(datum.value());
  return values;
}

// What is shown, and how many reports there are -> each bucket's possible values.
using Possible = std::map<std::pair<std::string, int64_t>, std::vector<std::set<int64_t>>>;

void Note(const std::string& seen, int64_t reports, const std::vector<int64_t>& values,
          Possible& possible) {
  std::vector<std::set<int64_t>>& sets = possible[{seen, reports}];
  sets.resize(values.size());
  for (size_t i = 0; i < values.size(); ++i) sets[i].insert(values[i]);
}

bool IsCertain(const std::set<int64_t>& values, int64_t min_reports) {
  return values.size() == 1 && *values.begin() > 0 && *values.begin() < min_reports;
}

// An attacker knows the rules and what is shown, and tries all reports that there may be: with the
// new numbers, no hidden one becomes certain that was not before to someone who knows how many
// reports there are, which public_chart.h takes for granted.
TEST(PublicChartReportsTest, LetNobodyDeriveWhatTheValuesHide) {
  for (const auto& [min_reports, buckets, most] : std::vector<std::tuple<int64_t, int, int64_t>>{
           {2, 2, 7}, {3, 2, 10}, {5, 2, 14}, {2, 3, 6}, {3, 3, 7}}) {
    Possible before;    // by the values alone, and the number of reports
    Possible informed;  // by all that is shown, and the number of reports
    Possible outsider;  // by all that is shown
    std::map<std::string, std::set<std::pair<std::string, int64_t>>> sources;
    for (int64_t reports = min_reports; reports <= most; ++reports) {
      for (const Population& population : Populations(reports, size_t{1} << buckets)) {
        const Seen seen =
            SeenOf(Published({ChartOf(population, buckets, "os")}, reports, min_reports).charts[0]);
        const std::vector<int64_t> values = Values(population, buckets);
        Note(seen.values, reports, values, before);
        Note(seen.all, reports, values, informed);
        Note(seen.all, 0, values, outsider);
        sources[seen.all].insert({seen.values, reports});
      }
    }
    for (const Possible* const possible : {&informed, &outsider}) {
      for (const auto& [key, sets] : *possible) {
        for (size_t i = 0; i < sets.size(); ++i) {
          if (!IsCertain(sets[i], min_reports)) continue;
          const auto& known = sources[key.first];
          EXPECT_TRUE(std::all_of(known.begin(), known.end(),
                                  [&, i = i, reports = key.second](const auto& source) {
                                    return (reports != 0 && source.second != reports) ||
                                           IsCertain(before[source][i], min_reports);
                                  }))
              << *sets[i].begin() << " of b" << i << " follows from " << key.first
              << ", N=" << min_reports;
        }
      }
    }
  }
}

// Whatever charts of the same reports show, as many numbers of reports remain possible as make
// nobody's absence certain.
TEST(PublicChartReportsTest, LeaveTheNumberOfReportsOpen) {
  constexpr int64_t kMinReports = 5;
  std::map<std::tuple<int64_t, int64_t, int64_t>, std::set<int64_t>> possible;
  for (int64_t reports = 0; reports <= 40; ++reports) {
    for (int64_t first = 0; first <= reports; ++first) {
      for (int64_t second = 0; second <= reports; ++second) {
        const PublicProgram program = Published({ChartOf({reports - first, first}, 1, "first"),
                                                 ChartOf({reports - second, second}, 1, "second")},
                                                reports, kMinReports);
        EXPECT_EQ(program.charts[0].reports_about, program.charts[1].reports_about);
        EXPECT_LT(std::abs(program.reports_about - reports), kMinReports);
        possible[{first < kMinReports ? 0 : first, second < kMinReports ? 0 : second,
                  program.reports_about}]
            .insert(reports);
      }
    }
  }
  for (const auto& [seen, numbers] : possible) {
    // What lies beyond 40 was not tried.
    if (*numbers.rbegin() > 35) continue;
    EXPECT_GE(numbers.size(), static_cast<size_t>(kMinReports))
        << std::get<0>(seen) << " and " << std::get<1>(seen) << " of about " << std::get<2>(seen);
  }
}

}  // namespace
}  // namespace telemetry
