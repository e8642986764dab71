#include "report/chart/chart.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/types/span.h"
#include "report/chart/internal/chart_table.h"
#include "report/chart/internal/dataset_scan.h"
#include "report/chart/internal/repetition_tally.h"
#include "report/chart/internal/report_scanner.h"
#include "report/chart/internal/x_list.h"
#include "report/dataset/dataset_reader.h"
#include "report/dataset/parallel.h"
#include "storage/civil_day.h"

namespace telemetry {
namespace {

using report_internal::ChartTable;
using report_internal::DatasetFile;
using report_internal::ScannedReport;

// What one thread counted, as if every X were unique.
struct Tally {
  explicit Tally(int num_buckets) : counts(num_buckets) {}

  void Add(const ScannedReport& report) {
    ++num_reports;
    xs.Add(report.x);
    // Go groups programs by week, so a report without any has none.
    if (report.has_programs && report.week > latest_week) latest_week = std::string(report.week);
    for (const int bucket : report.buckets) ++counts[bucket];
  }

  int64_t num_reports = 0;
  std::string latest_week;
  std::vector<int64_t> counts;
  report_internal::XList xs;
};

// The sum over all threads, without repetitions.
struct Totals {
  int64_t num_reports = 0;
  std::string latest_week;
  std::vector<int64_t> counts;
};

// Adds up the tallies, leaving their Xs aside.
Totals Sum(std::vector<Tally>& tallies, int num_buckets) {
  Totals totals;
  totals.counts.resize(num_buckets);
  for (Tally& tally : tallies) {
    totals.num_reports += tally.num_reports;
    totals.latest_week = std::max(totals.latest_week, tally.latest_week);
    for (int i = 0; i < num_buckets; ++i) totals.counts[i] += tally.counts[i];
  }
  return totals;
}

std::vector<double> TakeRepeatedXs(std::vector<Tally> tallies) {
  std::vector<report_internal::XList> lists;
  for (Tally& tally : tallies) lists.push_back(std::move(tally.xs));
  return report_internal::RepeatedXs(std::move(lists));
}

// Subtracts from `counts` what reports with one of the `repeated` Xs added too often.
absl::Status RemoveRepetitions(absl::Span<const DatasetFile> files, const ChartTable& table,
                               int threads, absl::FunctionRef<bool()> is_cancelled,
                               absl::Span<const double> repeated, std::vector<int64_t>& counts) {
  const size_t most = report_internal::RepetitionTally::MaxXs(table.num_buckets());
  for (; !repeated.empty(); repeated = repeated.subspan(std::min(most, repeated.size()))) {
    report_internal::RepetitionTally tally(repeated.subspan(0, most), table.num_buckets());
    absl::Status status = report_internal::ScanDatasets(
        files, table, threads, [&](int, const ScannedReport& report) { tally.Add(report); },
        is_cancelled);
    if (!status.ok()) return status;
    for (int i = 0; i < table.num_buckets(); ++i) counts[i] -= tally.repeated(i);
  }
  return absl::OkStatus();
}

absl::StatusOr<Totals> CountReports(absl::Span<const DatasetFile> files, const ChartTable& table,
                                    int threads, absl::FunctionRef<bool()> is_cancelled) {
  std::vector<Tally> tallies(threads, Tally(table.num_buckets()));
  absl::Status status = report_internal::ScanDatasets(
      files, table, threads,
      [&](int thread, const ScannedReport& report) { tallies[thread].Add(report); }, is_cancelled);
  if (!status.ok()) return status;
  Totals totals = Sum(tallies, table.num_buckets());
  const std::vector<double> repeated = TakeRepeatedXs(std::move(tallies));
  status = RemoveRepetitions(files, table, threads, is_cancelled, repeated, totals.counts);
  if (!status.ok()) return status;
  return totals;
}

// The chart with its values; without data if no report contributes to it.
v1::Chart Draw(absl::string_view program, const ChartTable::Chart& chart, const Totals& totals) {
  v1::Chart drawn;
  bool has_report = false;
  for (const ChartTable::Bar& bar : chart.bars) {
    const int64_t value = totals.counts[bar.id];
    has_report |= value > 0;
    if (value == 0 && chart.only_seen) continue;
    v1::Datum& datum = *drawn.add_data();
    datum.set_week(totals.latest_week);
    datum.set_key(bar.key);
    datum.set_value(value);
  }
  if (!has_report) return v1::Chart();
  drawn.set_id(absl::StrCat("charts:", program, ":", chart.name));
  drawn.set_name(chart.name);
  drawn.set_type("partition");
  return drawn;
}

v1::ChartData DrawAll(const ChartTable& table, const Totals& totals, const ChartOptions& options) {
  v1::ChartData data;
  data.add_date_range(FormatCivilDay(options.start));
  data.add_date_range(FormatCivilDay(options.end));
  data.set_num_reports(totals.num_reports);
  for (const ChartTable::Program& program : table.programs()) {
    v1::ProgramCharts& charts = *data.add_programs();
    charts.set_id(absl::StrCat("charts:", program.name));
    charts.set_name(program.name);
    for (const ChartTable::Chart& chart : program.charts) {
      v1::Chart drawn = Draw(program.name, chart, totals);
      if (!drawn.data().empty()) *charts.add_charts() = std::move(drawn);
    }
  }
  return data;
}

}  // namespace

absl::StatusOr<v1::ChartData> ChartDatasets(const std::vector<std::string>& paths,
                                            const v1::UploadConfig& config,
                                            const ChartOptions& options,
                                            absl::FunctionRef<bool()> is_cancelled) {
  const absl::StatusOr<std::vector<DatasetFile>> files = report_internal::OpenDatasets(paths);
  if (!files.ok()) return files.status();
  const ChartTable table(config);
  const absl::StatusOr<Totals> totals =
      CountReports(*files, table, report_internal::NumThreads(options.threads), is_cancelled);
  if (!totals.ok()) return totals.status();
  return DrawAll(table, *totals, options);
}

}  // namespace telemetry
