#include "report/chart/internal/chart_table.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "config/upload_config/upload_config.h"
#include "config/version/go_version.h"
#include "config/version/semver.h"
#include "report/dataset/internal/split_name.h"

namespace telemetry::report_internal {
namespace {

// Programs of the Go toolchain have the toolchain's version, which the chart GoVersion shows.
bool IsToolchainProgram(absl::string_view name) { return absl::StartsWith(name, "cmd/"); }

// Orders semantic versions; versions of equal precedence are ordered as text.
bool VersionLess(const std::string& a, const std::string& b) {
  const int order = CompareSemver(a, b);
  return order != 0 ? order < 0 : a < b;
}

bool GoVersionLess(const std::string& a, const std::string& b) {
  return CompareGoVersions(a, b) < 0;
}

}  // namespace

ChartTable::ChartTable(const v1::UploadConfig& config) {
  for (const v1::ProgramConfig& program_config : config.programs()) {
    Buckets& buckets = buckets_[program_config.name()];
    Program program;
    program.name = program_config.name();
    if (!IsToolchainProgram(program.name)) {
      program.charts.push_back(VersionChart(program_config, buckets));
    }
    program.charts.push_back(ValueChart("GOOS", config.goos(), buckets.goos));
    program.charts.push_back(ValueChart("GOARCH", config.goarch(), buckets.goarch));
    program.charts.push_back(GoVersionChart(config, buckets));
    for (const v1::CounterConfig& counter : program_config.counters()) {
      program.charts.push_back(CounterChart(counter, buckets));
    }
    programs_.push_back(std::move(program));
  }
  NumberTheRest();
}

void ChartTable::NumberTheRest() {
  chart_of_.assign(num_buckets_, -1);
  for (Program& program : programs_) {
    for (Chart& chart : program.charts) {
      for (const Bar& bar : chart.bars) chart.number = std::max(chart.number, chart_of_[bar.id]);
      if (chart.number < 0) chart.number = num_charts_++;
      for (const Bar& bar : chart.bars) chart_of_[bar.id] = chart.number;
    }
  }
  num_counts_ = Several(num_charts_);
  for (Program& program : programs_) {
    Buckets& buckets = buckets_[program.name];
    program.population = PopulationOf(buckets, 1);
    for (Chart& chart : program.charts) {
      chart.population = PopulationOf(buckets, chart.population.rate);
    }
  }
}

ChartTable::Population ChartTable::PopulationOf(Buckets& buckets, double rate) {
  rate = std::min(rate, 1.0);
  for (const Population& population : buckets.populations) {
    if (population.rate == rate) return population;
  }
  return buckets.populations.emplace_back(Population{.rate = rate, .id = num_counts_++});
}

int ChartTable::Number(BucketIds& ids, absl::string_view text) {
  const auto [place, inserted] = ids.try_emplace(text, num_buckets_);
  if (inserted) ++num_buckets_;
  return place->second;
}

ChartTable::Chart ChartTable::VersionChart(const v1::ProgramConfig& config, Buckets& buckets) {
  Chart chart = {.name = "Version", .bars = {}, .only_seen = true};
  std::set<std::string, decltype(&VersionLess)> versions(config.versions().begin(),
                                                         config.versions().end(), &VersionLess);
  for (const std::string& version : versions) {
    chart.bars.push_back({version, Number(buckets.versions, version)});
  }
  return chart;
}

// One bar for all versions that differ only after their second number.
ChartTable::Chart ChartTable::GoVersionChart(const v1::UploadConfig& config, Buckets& buckets) {
  Chart chart = {.name = "GoVersion", .bars = {}, .only_seen = true};
  std::map<std::string, int, decltype(&GoVersionLess)> bars(&GoVersionLess);
  for (const std::string& version : config.go_version()) {
    const std::string major = GoMajorVersion(version);
    const int id = Number(buckets.go_major_versions, major);
    buckets.go_versions.try_emplace(version, id);
    bars.try_emplace(major, id);
  }
  for (const auto& [key, id] : bars) chart.bars.push_back({key, id});
  return chart;
}

ChartTable::Chart ChartTable::ValueChart(
    absl::string_view name, const google::protobuf::RepeatedPtrField<std::string>& values,
    BucketIds& ids) {
  Chart chart = {.name = std::string(name), .bars = {}, .only_seen = false};
  for (const std::string& value : std::set<std::string>(values.begin(), values.end())) {
    chart.bars.push_back({value, Number(ids, value)});
  }
  return chart;
}

ChartTable::Chart ChartTable::CounterChart(const v1::CounterConfig& config, Buckets& buckets) {
  Chart chart = {.name = std::string(SplitCounterName(config.name()).chart),
                 .bars = {},
                 .only_seen = false,
                 .population = {.rate = config.rate()}};
  std::map<std::string, int> bars;
  for (const std::string& counter : ExpandCounterName(config.name())) {
    const NameParts name = SplitCounterName(counter);
    const int id = Number(buckets.counters, absl::StrCat(name.chart, ":", name.bucket));
    // A counter without a bucket is its own bucket, so it has two spellings.
    if (name.bucket == name.chart) buckets.counters.try_emplace(name.chart, id);
    bars.try_emplace(std::string(name.bucket), id);
  }
  for (const auto& [key, id] : bars) chart.bars.push_back({key, id});
  return chart;
}

}  // namespace telemetry::report_internal
