#include "upload/site/publication/exact_charts.h"

#include <unistd.h>

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "upload/site/chart_key.h"
#include "upload/site/internal/proto_file.h"

namespace telemetry::upload_internal {

namespace {

// Whether these can be the charts of that week. An empty file is a message too, and so may be part of
// one.
bool AreOf(absl::CivilDay sunday, const v1::ChartData& charts) {
  if (charts.date_range_size() != 2 ||
      ChartKey(charts.date_range(0), charts.date_range(1)) != ChartKeyOfWeek(sunday)) {
    return false;
  }
  for (const v1::ProgramCharts& program : charts.programs()) {
    // Charts of an earlier version of this program do not say how many reports they are of.
    if (!program.charts().empty() && program.reports() <= 0) return false;
    for (const v1::Chart& chart : program.charts()) {
      for (const v1::Datum& datum : chart.data()) {
        if (datum.value() < 0 || datum.value() > charts.num_reports()) return false;
      }
    }
  }
  return charts.num_reports() >= 0;
}

}  // namespace

ExactCharts::ExactCharts(std::string directory) : directory_(std::move(directory)) {}

bool ExactCharts::Has(absl::CivilDay sunday) const {
  return access(Path(sunday).c_str(), F_OK) == 0;
}

absl::StatusOr<v1::ChartData> ExactCharts::Read(absl::CivilDay sunday) const {
  absl::StatusOr<v1::ChartData> charts = ReadProtoFile<v1::ChartData>(Path(sunday));
  if (charts.ok() && !AreOf(sunday, *charts)) {
    return absl::DataLossError(absl::StrCat(Path(sunday), ": damaged"));
  }
  return charts;
}

absl::Status ExactCharts::Write(absl::CivilDay sunday, const v1::ChartData& charts) const {
  return WriteProtoFile(Path(sunday), charts);
}

std::string ExactCharts::Path(absl::CivilDay sunday) const {
  return absl::StrCat(directory_, "/", ChartKeyOfWeek(sunday), ".binpb");
}

}  // namespace telemetry::upload_internal
