#include "python/bindings/charts.h"

#include <pybind11/stl.h>

#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "config/upload_config/approved_counters.h"
#include "python/bindings/gil.h"
#include "python/bindings/signals.h"
#include "python/bindings/status.h"
#include "python/bindings/text.h"
#include "report/chart/chart.h"
#include "report/chart/chart_json.h"

namespace telemetry::python {
namespace {

namespace py = pybind11;

// Days are since 1970-01-01.
std::string Charts(const std::vector<Path>& paths, const ApprovedCounters& approved, int start,
                   int end) {
  const absl::CivilDay epoch(1970, 1, 1);
  PendingSignals signals;
  const auto chart = [&] {
    const WithoutGil without_gil;
    return ChartDatasets(ToStrings(paths), approved.config(),
                         {.start = epoch + start, .end = epoch + end},
                         [&] { return signals.Check(); });
  };
  return ChartDataToJson(ValueOrThrow(chart()));
}

}  // namespace

void RegisterCharts(py::module_ m) {
  m.def("charts", &Charts, py::arg("paths"), py::arg("approved"), py::arg("start"), py::arg("end"),
        "The charts file that `collector chart` writes.");
}

}  // namespace telemetry::python
