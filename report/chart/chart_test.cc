#include "report/chart/chart.h"

#include <stdlib.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <random>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "config/upload_config/upload_config.h"
#include "config/version/go_version.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "report/chart/chart_json.h"
#include "report/report_json.h"
#include "report/testing/report_fixture.h"
#include "storage/civil_day.h"
#include "storage/files/file.h"
#include "tests/util/status_matchers.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

using ::testing::HasSubstr;

constexpr absl::CivilDay kDay(2026, 11, 18);

v1::UploadConfig SmallConfig() { return testutil::SmallApproved().config(); }

class ChartTest : public ::testing::Test {
 protected:
  // Writes a dataset and returns its path.
  std::string Dataset(const std::vector<std::string>& lines) {
    const std::string path = absl::StrCat(dir_.path(), "/", ++num_files_, ".json");
    std::string contents;
    for (const std::string& line : lines) absl::StrAppend(&contents, line, "\n");
    EXPECT_THAT(WriteFileAtomically(path, contents), IsOk());
    return path;
  }

  absl::StatusOr<v1::ChartData> Chart(const std::vector<std::string>& paths, int threads = 2) {
    return ChartDatasets(paths, SmallConfig(), {.start = kDay, .end = kDay, .threads = threads});
  }

  // The bars of a chart, as "key=value" separated by spaces; "none" if there is no such chart.
  std::string Bars(const std::vector<std::string>& lines, absl::string_view program,
                   absl::string_view chart_name) {
    const v1::ChartData data = Chart({Dataset(lines)}).value();
    for (const v1::ProgramCharts& charts : data.programs()) {
      for (const v1::Chart& chart : charts.charts()) {
        if (chart.id() != absl::StrCat("charts:", program, ":", chart_name)) continue;
        return absl::StrJoin(chart.data(), " ", [](std::string* out, const v1::Datum& datum) {
          absl::StrAppend(out, datum.key(), "=", datum.value());
        });
      }
    }
    return "none";
  }

  TempDir dir_;
  int num_files_ = 0;
};

// A report of example.com/tool with the given X and counters (a JSON object).
std::string Line(double x, absl::string_view counters) {
  return ReportToCompactJson(testutil::ToolReport(x, counters));
}

constexpr char kTool[] = "example.com/tool";

TEST_F(ChartTest, CountsReportsByBucketAndKeepsEmptyBucketsOfADrawnChart) {
  const std::vector<std::string> lines = {Line(0.1, R"({"tool/size:small": 7, "tool/plain": 1})"),
                                          Line(0.2, R"({"tool/size:small": 1})"),
                                          Line(0.3, R"({"unknown": 1, "tool/size:medium": 1})")};
  EXPECT_EQ(Bars(lines, kTool, "tool/size"), "large=0 small=2");
  EXPECT_EQ(Bars(lines, kTool, "tool/plain"), "tool/plain=1");
  EXPECT_EQ(Bars(lines, kTool, "tool/rare"), "none");
  EXPECT_EQ(Bars(lines, kTool, "GOOS"), "linux=3");
  EXPECT_EQ(Bars(lines, "cmd/go", "GOOS"), "none");
}

TEST_F(ChartTest, CountsSeveralEntriesOfOneReportOnce) {
  v1::Report report = testutil::ToolReport(0.1, R"({"tool/size:small": 1})");
  *report.add_programs() = report.programs(0);
  report.mutable_programs(1)->set_version("v1.1.0");
  (*report.mutable_programs(1)->mutable_counters())["tool/size:large"] = 1;
  const std::vector<std::string> lines = {ReportToCompactJson(report)};
  EXPECT_EQ(Bars(lines, kTool, "tool/size"), "large=1 small=1");
  EXPECT_EQ(Bars(lines, kTool, "GOARCH"), "amd64=1");
  EXPECT_EQ(Bars(lines, kTool, "Version"), "v1.0.0=1 v1.1.0=1");
}

TEST_F(ChartTest, CountsReportsOfOneXOnce) {
  const std::vector<std::string> lines = {
      Line(0.1, R"({"tool/size:small": 1})"), Line(0.2, R"({"tool/size:small": 1})"),
      Line(0.1, R"({"tool/size:small": 2, "tool/size:large": 1})"),
      Line(0.1, R"({"tool/size:large": 1})")};
  EXPECT_EQ(Bars(lines, kTool, "tool/size"), "large=1 small=2");
  EXPECT_EQ(Chart({Dataset(lines)})->num_reports(), 4);
}

// The chart's numbers of reports: those that could have it, and those with several of its buckets;
// and of each bar those that have another one, too.
std::string Denominators(const v1::ChartData& data, absl::string_view chart_name) {
  for (const v1::Chart& chart : data.programs(0).charts()) {
    if (chart.name() != chart_name) continue;
    std::string text = absl::StrCat("of ", chart.reports(), ", several ", chart.several(), ":");
    for (const v1::Datum& datum : chart.data()) {
      absl::StrAppend(&text, " ", datum.key(), "=", datum.value(), "/", datum.among());
    }
    return text;
  }
  return "none";
}

TEST_F(ChartTest, SaysOfHowManyReportsAndHowManyHaveSeveralBuckets) {
  v1::Report two_versions = testutil::ToolReport(0.6, R"({"tool/size:small": 1})");
  *two_versions.add_programs() = two_versions.programs(0);
  two_versions.mutable_programs(1)->set_version("v1.1.0");
  const absl::StatusOr<v1::ChartData> data = Chart(
      {Dataset({Line(0.1, R"({"tool/size:small": 1, "tool/size:large": 1})"), Line(0.2, "{}"),
                Line(0.3, R"({"tool/size:small": 1})"), ReportToCompactJson(two_versions),
                R"({"Week":"2026-11-18","X":0.7,"Programs":[{"Program":"example.com/other"}]})"})});
  ASSERT_THAT(data, IsOk());
  EXPECT_EQ(data->num_reports(), 5);
  EXPECT_EQ(data->programs(0).reports(), 4);
  EXPECT_EQ(Denominators(*data, "tool/size"), "of 4, several 1: large=1/1 small=3/1");
  EXPECT_EQ(Denominators(*data, "Version"), "of 4, several 1: v1.0.0=4/1 v1.1.0=1/1");
  EXPECT_EQ(Denominators(*data, "GOOS"), "of 4, several 0: linux=4/0");
}

TEST_F(ChartTest, TakesForDenominatorOnlyReportsThatMayHaveTheCounter) {
  // The counter's rate is 0.1.
  const absl::StatusOr<v1::ChartData> data =
      Chart({Dataset({Line(0.05, R"({"tool/rare": 1})"), Line(0.1, "{}"), Line(0.2, "{}")})});
  ASSERT_THAT(data, IsOk());
  EXPECT_EQ(Denominators(*data, "tool/rare"), "of 2, several 0: tool/rare=1/0");
  EXPECT_EQ(Denominators(*data, "GOOS"), "of 3, several 0: linux=3/0");
}

TEST_F(ChartTest, CountsOneXOnceInDenominatorsToo) {
  const absl::StatusOr<v1::ChartData> data =
      Chart({Dataset({Line(0.1, R"({"tool/size:small": 1, "tool/size:large": 1})"),
                      Line(0.1, R"({"tool/size:small": 1, "tool/size:large": 1})")})});
  ASSERT_THAT(data, IsOk());
  EXPECT_EQ(data->programs(0).reports(), 1);
  EXPECT_EQ(Denominators(*data, "tool/size"), "of 1, several 1: large=1/1 small=1/1");
}

TEST_F(ChartTest, ShowsOnlyVersionsThatOccurAndNoneOfTheToolchain) {
  v1::Report report = testutil::ToolReport(0.1, "{}");
  *report.add_programs() = report.programs(0);
  report.mutable_programs(1)->set_program("cmd/go");
  report.mutable_programs(1)->set_version("go1.26.0");
  report.mutable_programs(1)->set_go_version("go1.26.0");
  const std::vector<std::string> lines = {ReportToCompactJson(report)};
  EXPECT_EQ(Bars(lines, kTool, "Version"), "v1.0.0=1");
  EXPECT_EQ(Bars(lines, kTool, "GoVersion"), "gcc12.2=1");
  EXPECT_EQ(Bars(lines, "cmd/go", "Version"), "none");
  EXPECT_EQ(Bars(lines, "cmd/go", "GoVersion"), "go1.26=1");
}

TEST_F(ChartTest, DatesEveryBarByTheLatestWeek) {
  v1::Report early = testutil::ToolReport(0.1, R"({"tool/plain": 1})");
  early.set_week("2026-11-04");
  const absl::StatusOr<v1::ChartData> data =
      Chart({Dataset({Line(0.2, "{}")}), Dataset({ReportToCompactJson(early)}), Dataset({})});
  ASSERT_THAT(data, IsOk());
  for (const v1::Chart& chart : data->programs(0).charts()) {
    for (const v1::Datum& datum : chart.data()) EXPECT_EQ(datum.week(), "2026-11-18");
  }
}

TEST_F(ChartTest, DatesNothingByAReportWithoutPrograms) {
  const std::vector<std::string> lines = {Line(0.1, "{}"),
                                          R"({"Week":"2026-11-25","X":0.2,"Programs":null})",
                                          R"({"Week":"2026-11-25","X":0.3,"Programs":[]})"};
  const absl::StatusOr<v1::ChartData> data = Chart({Dataset(lines)});
  ASSERT_THAT(data, IsOk());
  EXPECT_EQ(data->programs(0).charts(0).data(0).week(), "2026-11-18");
  EXPECT_EQ(data->num_reports(), 3);
}

TEST_F(ChartTest, HasProgramsWithoutChartsIfThereAreNoReports) {
  const absl::StatusOr<v1::ChartData> data = Chart({});
  ASSERT_THAT(data, IsOk());
  EXPECT_EQ(ChartDataToJson(*data),
            R"({"DateRange":["2026-11-18","2026-11-18"],"Programs":[)"
            R"({"ID":"charts:example.com/tool","Name":"example.com/tool","Charts":null},)"
            R"({"ID":"charts:cmd/go","Name":"cmd/go","Charts":null}],"NumReports":0})"
            "\n");
}

TEST_F(ChartTest, ReadsReportsAsGoDoesWhoseFieldsAreMissingOrNull) {
  const std::vector<std::string> lines = {
      "{}", R"({"Programs":null,"X":null,"Week":null})",
      R"({"Programs":[{"Program":"example.com/tool","Counters":null},{}],"X":0.5})"};
  EXPECT_EQ(Bars(lines, kTool, "Version"), "none");
  EXPECT_EQ(Chart({Dataset(lines)})->num_reports(), 3);
}

TEST_F(ChartTest, NamesTheLineThatIsNoReport) {
  const std::string good = Line(0.1, "{}");
  const std::pair<std::string, std::string> cases[] = {
      {"{", "not JSON"},
      {"{} {}", "not JSON"},
      {"\xff", "not JSON"},
      {"[]", "the report is not an object"},
      {R"({"X":"0.5"})", "X is not a number"},
      {R"({"Week":1})", "Week is not a string"},
      {R"({"Programs":{}})", "Programs is not an array"},
      {R"({"Programs":[1]})", "an element of Programs is not an object"},
      {R"({"Programs":[{"GOOS":1}]})", "GOOS is not a string"},
      {R"({"Programs":[{"Program":"example.com/tool","Counters":[]}]})",
       "Counters is not an object"},
      {R"({"Programs":[{"Program":"example.com/tool","Counters":{"a":1.5}}]})",
       "a is not a count"}};
  for (const auto& [line, message] : cases) {
    const std::string first = Dataset({good, good});
    const std::string second = Dataset({good, good, line, good, line});
    EXPECT_THAT(Chart({first, second}), StatusIs(absl::StatusCode::kInvalidArgument,
                                                 HasSubstr(absl::StrCat(second, ":3: ", message))));
  }
}

TEST_F(ChartTest, ReportsTheFirstBadLineWhateverTheThreadsDo) {
  std::vector<std::string> lines(5000, Line(0.1, R"({"tool/plain": 1, "tool/size:small": 2})"));
  lines[1233] = "bad";
  lines[4000] = "bad";
  const std::string path = Dataset(lines);  // a megabyte and more: several pieces
  for (int i = 0; i < 20; ++i) {
    EXPECT_THAT(Chart({path}, /*threads=*/4),
                StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(":1234: ")));
  }
}

TEST_F(ChartTest, NamesAFileThatItCannotRead) {
  EXPECT_THAT(Chart({dir_.path() + "/absent.json"}),
              StatusIs(absl::StatusCode::kNotFound, HasSubstr("/absent.json")));
  EXPECT_THAT(Chart({dir_.path()}),
              StatusIs(absl::StatusCode::kFailedPrecondition, HasSubstr(dir_.path())));
}

// Datasets, and the charts that Go made from them.
class GoDatasetTest : public ChartTest, public ::testing::WithParamInterface<std::string> {};

TEST_P(GoDatasetTest, BecomesGosChartsByteForByte) {
  const std::vector<std::string> days = absl::StrSplit(GetParam(), '_');
  std::vector<std::string> paths;
  for (const std::string& day : days) {
    paths.push_back(absl::StrCat(dir_.path(), "/", day, ".json"));
    ASSERT_EQ(system(absl::StrCat("gzip -dc report/chart/testdata/charts/", day, ".json.gz > ",
                                  paths.back())
                         .c_str()),
              0);
  }
  const absl::StatusOr<v1::ChartData> data =
      ChartDatasets(paths, testutil::GoApproved().config(),
                    {.start = *ParseCivilDay(days.front()), .end = *ParseCivilDay(days.back())});
  ASSERT_THAT(data, IsOk());
  EXPECT_EQ(ChartDataToJson(*data),
            testutil::ReadWorkspaceFile(
                absl::StrCat("report/chart/testdata/charts/expected_", GetParam(), ".json")));
}

INSTANTIATE_TEST_SUITE_P(Days, GoDatasetTest,
                         ::testing::Values("2026-11-18", "2026-11-17_2026-11-18"));

// Random reports full of rare cases: versions of every form, repeated Xs and entries, programs and
// charts listed twice, odd names, a last week without programs. Go's algorithm made the charts.
TEST_F(ChartTest, DrawsRareCasesByteForByteAsGoDoes) {
  const std::string directory = "report/chart/testdata/rare_charts/";
  const absl::StatusOr<v1::UploadConfig> config = ReadUploadConfigFile(directory + "config.json");
  ASSERT_THAT(config, IsOk());
  const absl::CivilDay day(2026, 11, 18);
  const absl::StatusOr<v1::ChartData> data =
      ChartDatasets({directory + "dataset.json"}, *config, {.start = day, .end = day});
  ASSERT_THAT(data, IsOk());
  EXPECT_EQ(ChartDataToJson(*data), testutil::ReadWorkspaceFile(directory + "expected.json"));
}

// A reference implementation straight from the definition of charts: a set of Xs per bucket.
class NaiveCharts {
 public:
  void Add(const v1::Report& report) {
    for (const v1::ProgramReport& entry : report.programs()) {
      const auto add = [&](absl::string_view chart, absl::string_view bucket) {
        xs_[{entry.program(), std::string(chart), std::string(bucket)}].insert(report.x());
      };
      add("Version", entry.version());
      add("GOOS", entry.goos());
      add("GOARCH", entry.goarch());
      add("GoVersion", GoMajorVersion(entry.go_version()));
      for (const auto& [name, count] : entry.counters()) {
        const std::vector<std::string> parts = absl::StrSplit(name, absl::MaxSplits(':', 1));
        add(parts.front(), parts.back());
      }
    }
  }

  int64_t Value(const std::string& program, const std::string& chart,
                const std::string& bucket) const {
    const auto place = xs_.find({program, chart, bucket});
    return place == xs_.end() ? 0 : static_cast<int64_t>(place->second.size());
  }

 private:
  std::map<std::tuple<std::string, std::string, std::string>, std::set<double>> xs_;
};

// Reports with items that SmallConfig() lists and items that it does not, and few different Xs.
v1::Report AnyReport(std::mt19937& random) {
  const auto pick = [&](std::vector<std::string> from) { return from[random() % from.size()]; };
  v1::Report report;
  report.set_week("2026-11-18");
  report.set_x((random() % 40 + 1) / 64.0);
  for (int n = random() % 5; n > 0; --n) {
    v1::ProgramReport& entry = *report.add_programs();
    entry.set_program(pick({kTool, kTool, "cmd/go", "other"}));
    entry.set_version(pick({"v1.0.0", "v1.1.0", "go1.26.0"}));
    entry.set_go_version(pick({"gcc12.2.0", "go1.26.0"}));
    entry.set_goos("linux");
    entry.set_goarch("amd64");
    for (int k = random() % 5; k > 0; --k) {
      (*entry.mutable_counters())[pick({"tool/plain", "tool/size:small", "tool/size:large",
                                        "tool/rare", "go/invocations", "x", "tool/size",
                                        "tool/plain:tool/plain"})] = random() % 3;
    }
  }
  return report;
}

TEST_F(ChartTest, AgreesWithANaiveReferenceOnRandomDatasets) {
  std::mt19937 random(1);
  for (int round = 0; round < 30; ++round) {
    NaiveCharts naive;
    std::vector<std::string> lines[2];
    for (std::vector<std::string>& file : lines) {
      for (int n = random() % 60; n > 0; --n) {
        const v1::Report report = AnyReport(random);
        naive.Add(report);
        file.push_back(ReportToCompactJson(report));
      }
    }
    const absl::StatusOr<v1::ChartData> data =
        Chart({Dataset(lines[0]), Dataset(lines[1])}, /*threads=*/1 + round % 3);
    ASSERT_THAT(data, IsOk());
    int bars = 0;
    for (const v1::ProgramCharts& charts : data->programs()) {
      for (const v1::Chart& chart : charts.charts()) {
        for (const v1::Datum& datum : chart.data()) {
          EXPECT_EQ(datum.value(), naive.Value(charts.name(), chart.name(), datum.key()))
              << chart.id() << " " << datum.key();
          ++bars;
        }
      }
    }
    if (lines[0].size() + lines[1].size() > 40) {
      EXPECT_EQ(bars, 15);  // no chart is left out that has a report
    }
  }
}

TEST_F(ChartTest, EndsWhenCancelledInEitherPass) {
  // The repeated X requires a second pass.
  const std::string path = Dataset({Line(0.5, "{}"), Line(0.5, "{}")});
  int asked = 0;
  for (const int answer : {1, 3}) {
    const auto is_cancelled = [&] { return ++asked == answer; };
    EXPECT_THAT(ChartDatasets({path}, SmallConfig(), {.start = kDay, .end = kDay, .threads = 1},
                              is_cancelled),
                StatusIs(absl::StatusCode::kCancelled, ::testing::_));
    EXPECT_EQ(asked, answer);
    asked = 0;
  }
}

TEST_F(ChartTest, StaysExactWhenMoreXsRepeatThanFitIntoOnePass) {
  // So many buckets that a pass has room for fewer than a thousand Xs.
  v1::UploadConfig config = SmallConfig();
  std::string buckets;
  for (int i = 0; i < 150000; ++i) absl::StrAppend(&buckets, i == 0 ? "" : ",", i);
  config.mutable_programs(0)->mutable_counters(0)->set_name(
      absl::StrCat("tool/many:{", buckets, "}"));
  std::vector<std::string> lines;
  for (int i = 0; i < 4000; ++i) {
    lines.push_back(
        Line((i % 2000 + 1) / 4096.0, absl::StrCat(R"({"tool/many:)", i % 10, R"(": 1})")));
  }
  const absl::StatusOr<v1::ChartData> data =
      ChartDatasets({Dataset(lines)}, config, {.start = kDay, .end = kDay});
  ASSERT_THAT(data, IsOk());
  const v1::ProgramCharts& charts = data->programs(0);
  const auto many =
      std::find_if(charts.charts().begin(), charts.charts().end(),
                   [](const v1::Chart& chart) { return chart.name() == "tool/many"; });
  ASSERT_NE(many, charts.charts().end());
  for (const v1::Datum& datum : many->data()) {
    EXPECT_EQ(datum.value(), datum.key().size() == 1 ? 200 : 0) << datum.key();
  }
}

}  // namespace
}  // namespace telemetry
