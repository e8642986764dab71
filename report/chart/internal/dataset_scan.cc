#include "report/chart/internal/dataset_scan.h"

#include <deque>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "report/dataset/line_scan.h"

namespace telemetry::report_internal {
namespace {

// Passes each report of a thread's lines to the visitor.
class ReportLines final : public LineScanner {
 public:
  ReportLines(const ChartTable& table, int thread, ReportVisitor visit)
      : scanner_(table), thread_(thread), visit_(visit) {}

  absl::Status Scan(absl::string_view line) override {
    const absl::StatusOr<ScannedReport> report = scanner_.Scan(line);
    if (!report.ok()) return report.status();
    visit_(thread_, *report);
    return absl::OkStatus();
  }

 private:
  ReportScanner scanner_;
  const int thread_;
  const ReportVisitor visit_;
};

}  // namespace

absl::Status ScanDatasets(absl::Span<const DatasetFile> files, const ChartTable& table, int threads,
                          ReportVisitor visit, absl::FunctionRef<bool()> is_cancelled) {
  std::deque<ReportLines> lines;
  std::vector<LineScanner*> scanners;
  for (int thread = 0; thread < threads; ++thread) {
    scanners.push_back(&lines.emplace_back(table, thread, visit));
  }
  return ScanLines(files, scanners, is_cancelled);
}

}  // namespace telemetry::report_internal
