#include "report/chart/chart.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "absl/status/status.h"
#include "absl/types/span.h"
#include "report/chart/chart_counts.h"
#include "report/chart/internal/chart_table.h"
#include "report/chart/internal/dataset_scan.h"
#include "report/chart/internal/repetition_tally.h"
#include "report/chart/internal/report_scanner.h"
#include "report/chart/internal/x_list.h"
#include "report/dataset/dataset_reader.h"
#include "report/dataset/parallel.h"

namespace telemetry {
namespace {

using report_internal::ChartTable;
using report_internal::DatasetFile;
using report_internal::ScannedReport;

// What one thread counted, as if every X were unique.
struct Tally {
  explicit Tally(int num_counts) : counts(num_counts) {}

  void Add(const ScannedReport& report) {
    ++num_reports;
    xs.Add(report.x);
    // Go groups programs by week, so a report without any has none.
    if (report.has_programs && report.week > latest_week) latest_week = std::string(report.week);
    for (const int count : report.counts) ++counts[count];
  }

  int64_t num_reports = 0;
  std::string latest_week;
  std::vector<int64_t> counts;
  report_internal::XList xs;
};

// Adds up the tallies, leaving their Xs aside.
CountedReports Sum(std::vector<Tally>& tallies, int num_counts) {
  CountedReports totals;
  totals.counts.resize(num_counts);
  for (Tally& tally : tallies) {
    totals.num_reports += tally.num_reports;
    totals.latest_week = std::max(totals.latest_week, tally.latest_week);
    for (int i = 0; i < num_counts; ++i) totals.counts[i] += tally.counts[i];
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
  const size_t most = report_internal::RepetitionTally::MaxXs(table.num_counts());
  for (; !repeated.empty(); repeated = repeated.subspan(std::min(most, repeated.size()))) {
    report_internal::RepetitionTally tally(repeated.subspan(0, most), table.num_counts());
    absl::Status status = report_internal::ScanDatasets(
        files, table, threads, [&](int, const ScannedReport& report) { tally.Add(report); },
        is_cancelled);
    if (!status.ok()) return status;
    for (int i = 0; i < table.num_counts(); ++i) counts[i] -= tally.repeated(i);
  }
  return absl::OkStatus();
}

absl::StatusOr<CountedReports> CountReports(absl::Span<const DatasetFile> files,
                                            const ChartTable& table, int threads,
                                            absl::FunctionRef<bool()> is_cancelled) {
  std::vector<Tally> tallies(threads, Tally(table.num_counts()));
  absl::Status status = report_internal::ScanDatasets(
      files, table, threads,
      [&](int thread, const ScannedReport& report) { tallies[thread].Add(report); }, is_cancelled);
  if (!status.ok()) return status;
  CountedReports totals = Sum(tallies, table.num_counts());
  const std::vector<double> repeated = TakeRepeatedXs(std::move(tallies));
  status = RemoveRepetitions(files, table, threads, is_cancelled, repeated, totals.counts);
  if (!status.ok()) return status;
  return totals;
}

}  // namespace

absl::StatusOr<v1::ChartData> ChartDatasets(const std::vector<std::string>& paths,
                                            const v1::UploadConfig& config,
                                            const ChartOptions& options,
                                            absl::FunctionRef<bool()> is_cancelled) {
  const absl::StatusOr<std::vector<DatasetFile>> files = report_internal::OpenDatasets(paths);
  if (!files.ok()) return files.status();
  const ChartCounts charts(config);
  const absl::StatusOr<CountedReports> totals = CountReports(
      *files, charts.table(), report_internal::NumThreads(options.threads), is_cancelled);
  if (!totals.ok()) return totals.status();
  return charts.Draw(*totals, options.start, options.end);
}

}  // namespace telemetry
