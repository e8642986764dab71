#include "report/chart/chart_counts.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/civil_day.h"

namespace telemetry {
namespace {

using report_internal::ChartTable;

const ChartTable::BucketIds& IdsOf(const ChartTable::Buckets& buckets, ChartField field) {
  switch (field) {
    case ChartField::kVersion:
      return buckets.versions;
    case ChartField::kGoVersion:
      return buckets.go_versions;
    case ChartField::kGoos:
      return buckets.goos;
    case ChartField::kGoarch:
      return buckets.goarch;
    case ChartField::kCounter:
      break;
  }
  return buckets.counters;
}

// Of what is counted besides buckets; 0 if it was not.
int64_t CountOf(const CountedReports& counted, int number) {
  const size_t index = static_cast<size_t>(number);
  return index < counted.counts.size() ? counted.counts[index] : 0;
}

// The chart with its values; without data if no report contributes to it.
v1::Chart DrawChart(absl::string_view program, const ChartTable& table,
                    const ChartTable::Chart& chart, const CountedReports& counted) {
  v1::Chart drawn;
  bool has_report = false;
  for (const ChartTable::Bar& bar : chart.bars) {
    const int64_t value = counted.counts[bar.id];
    has_report |= value > 0;
    if (value == 0 && chart.only_seen) continue;
    v1::Datum& datum = *drawn.add_data();
    datum.set_week(counted.latest_week);
    datum.set_key(bar.key);
    datum.set_value(value);
    datum.set_among(CountOf(counted, table.Among(bar.id)));
  }
  if (!has_report) return v1::Chart();
  drawn.set_id(absl::StrCat("charts:", program, ":", chart.name));
  drawn.set_name(chart.name);
  drawn.set_type("partition");
  drawn.set_reports(CountOf(counted, chart.population.id));
  drawn.set_rate(chart.population.rate);
  drawn.set_several(CountOf(counted, table.Several(chart.number)));
  return drawn;
}

}  // namespace

int ChartCounts::Bucket(absl::string_view program, ChartField field, absl::string_view text) const {
  const ChartTable::Buckets* const buckets = table_.Find(program);
  if (buckets == nullptr) return -1;
  const ChartTable::BucketIds& ids = IdsOf(*buckets, field);
  const auto id = ids.find(text);
  return id == ids.end() ? -1 : id->second;
}

v1::ChartData ChartCounts::Draw(const CountedReports& counted, absl::CivilDay start,
                                absl::CivilDay end) const {
  v1::ChartData data;
  data.add_date_range(FormatCivilDay(start));
  data.add_date_range(FormatCivilDay(end));
  data.set_num_reports(counted.num_reports);
  for (const ChartTable::Program& program : table_.programs()) {
    v1::ProgramCharts& charts = *data.add_programs();
    charts.set_id(absl::StrCat("charts:", program.name));
    charts.set_name(program.name);
    charts.set_reports(CountOf(counted, program.population.id));
    for (const ChartTable::Chart& chart : program.charts) {
      v1::Chart drawn = DrawChart(program.name, table_, chart, counted);
      if (!drawn.data().empty()) *charts.add_charts() = std::move(drawn);
    }
  }
  return data;
}

}  // namespace telemetry
