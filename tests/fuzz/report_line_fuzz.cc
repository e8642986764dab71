// Any bytes as a line of a dataset: all readers terminate. What tables accept, charts accept too;
// what ParseReportJson() also accepts is the same report to all three.

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "report/chart/internal/chart_table.h"
#include "report/chart/internal/report_scanner.h"
#include "report/dataset/dataset_filter.h"
#include "report/dataset/dataset_reader.h"
#include "report/dataset/internal/row_scanner.h"
#include "report/report.pb.h"
#include "report/report_json.h"
#include "storage/civil_day.h"
#include "tests/fuzz/fuzz_check.h"

namespace telemetry {
namespace {

using report_internal::ChartTable;
using report_internal::ReportScanner;
using report_internal::RowBlock;
using report_internal::RowScanner;
using report_internal::ScannedReport;

constexpr char kConfig[] = R"({
  "GOOS": ["linux"], "GOARCH": ["amd64"], "GoVersion": ["go1.26.0"],
  "Programs": [{"Name": "a", "Versions": ["v1.0.0"],
                "Counters": [{"Name": "c:{x,y}", "Rate": 1}, {"Name": "d", "Rate": 1}]}]})";

// An entry's five texts, name and count.
using Row = std::tuple<std::string, std::string, std::string, std::string, std::string, std::string,
                       int64_t>;

std::multiset<Row> RowsOf(const v1::Report& report) {
  std::multiset<Row> rows;
  for (const v1::ProgramReport& entry : report.programs()) {
    for (const auto& [name, count] : entry.counters()) {
      rows.emplace(entry.program(), entry.version(), entry.go_version(), entry.goos(),
                   entry.goarch(), name, count);
    }
  }
  return rows;
}

std::multiset<Row> RowsOf(const RowScanner& scanner, const RowBlock& block) {
  std::multiset<Row> rows;
  size_t row = 0;
  for (const RowBlock::Entry& entry : block.entries) {
    const auto text = [&](report_internal::EntryText which) {
      return scanner.entry_texts()[which].texts()[entry.texts[which]];
    };
    for (uint32_t i = 0; i < entry.num_rows; ++i, ++row) {
      rows.emplace(text(report_internal::kProgram), text(report_internal::kVersion),
                   text(report_internal::kGoVersion), text(report_internal::kGoos),
                   text(report_internal::kGoarch), scanner.names().texts()[block.names[row]],
                   block.values[row]);
    }
  }
  return rows;
}

// The numbers of the buckets that `report` falls into.
std::set<int> BucketsOf(const ChartTable& table, const v1::Report& report) {
  std::set<int> buckets;
  const auto add = [&buckets](const ChartTable::BucketIds& ids, const std::string& text) {
    if (ids.contains(text)) buckets.insert(ids.at(text));
  };
  for (const v1::ProgramReport& entry : report.programs()) {
    const ChartTable::Buckets* const of_program = table.Find(entry.program());
    if (of_program == nullptr) continue;
    add(of_program->versions, entry.version());
    add(of_program->go_versions, entry.go_version());
    add(of_program->goos, entry.goos());
    add(of_program->goarch, entry.goarch());
    for (const auto& [name, count] : entry.counters()) add(of_program->counters, name);
  }
  return buckets;
}

void CheckLine(absl::string_view input) {
  std::string padded(input);
  padded.append(report_internal::PieceReader::kPaddingBytes, '\0');
  const absl::string_view line(padded.data(), input.size());

  static const ChartTable table(*ParseUploadConfigJson(kConfig, "config"));
  ReportScanner report_scanner(table);
  const absl::StatusOr<ScannedReport> scanned = report_scanner.Scan(line);
  const DatasetFilter filter;
  RowScanner row_scanner(DatasetTableKind::kCounters, filter);
  RowBlock block;
  const absl::Status rows = row_scanner.Scan(line, block);
  Check(scanned.ok() || absl::IsInvalidArgument(scanned.status()), "charts: another error");
  Check(rows.ok() || absl::IsInvalidArgument(rows), "tables: another error");
  Check(scanned.ok() || !rows.ok(), "a table takes what charts refuse");

  const absl::StatusOr<v1::Report> report = ParseReportJson(line, "input");
  if (!report.ok() || !scanned.ok()) return;
  Check(scanned->x == report->x(), "charts: another X");
  Check(scanned->week == report->week(), "charts: another week");
  Check(
      std::set<int>(scanned->buckets.begin(), scanned->buckets.end()) == BucketsOf(table, *report),
      "charts: other buckets");
  Check(rows.ok() == ParseCivilDay(report->week()).has_value(), "tables: another opinion");
  if (rows.ok()) Check(RowsOf(row_scanner, block) == RowsOf(*report), "tables: other rows");
}

}  // namespace
}  // namespace telemetry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  telemetry::CheckLine(absl::string_view(reinterpret_cast<const char*>(data), size));
  return 0;
}
