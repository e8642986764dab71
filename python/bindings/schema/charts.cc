#include "python/bindings/schema/charts.h"

#include <pybind11/stl.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "config/upload_config/approved_counters.h"
#include "python/bindings/conversion/gil.h"
#include "python/bindings/conversion/signals.h"
#include "python/bindings/conversion/status.h"
#include "python/bindings/conversion/text.h"
#include "report/chart/chart.h"
#include "report/chart/chart_counts.h"
#include "report/chart/chart_json.h"

namespace telemetry::python {
namespace {

namespace py = pybind11;

absl::CivilDay Day(int since_epoch) { return absl::CivilDay(1970, 1, 1) + since_epoch; }

// Days are since 1970-01-01.
std::string Charts(const std::vector<Path>& paths, const ApprovedCounters& approved, int start,
                   int end) {
  PendingSignals signals;
  const auto chart = [&] {
    const WithoutGil without_gil;
    return ChartDatasets(ToStrings(paths), approved.config(),
                         {.start = Day(start), .end = Day(end)}, [&] { return signals.Check(); });
  };
  return ChartDataToJson(ValueOrThrow(chart()));
}

// By the names of the columns of tables.
ChartField FieldOf(const std::string& column) {
  if (column == "version") return ChartField::kVersion;
  if (column == "goversion") return ChartField::kGoVersion;
  if (column == "goos") return ChartField::kGoos;
  if (column == "goarch") return ChartField::kGoarch;
  if (column == "counter") return ChartField::kCounter;
  throw py::value_error(column);
}

std::vector<int> Buckets(const ChartCounts& charts, const std::string& program,
                         const std::string& column, const std::vector<std::string>& texts) {
  const ChartField field = FieldOf(column);
  std::vector<int> buckets;
  for (const std::string& text : texts) buckets.push_back(charts.Bucket(program, field, text));
  return buckets;
}

std::string Json(const ChartCounts& charts, std::vector<int64_t> counts, int64_t num_reports,
                 std::string latest_week, int start, int end) {
  if (counts.size() != static_cast<size_t>(charts.num_buckets())) {
    throw py::value_error("counts must have num_buckets elements");
  }
  return ChartDataToJson(
      charts.Draw({std::move(counts), num_reports, std::move(latest_week)}, Day(start), Day(end)));
}

}  // namespace

void RegisterCharts(py::module_ m) {
  m.def("charts", &Charts, py::arg("paths"), py::arg("approved"), py::arg("start"), py::arg("end"),
        "The charts file that `collector chart` writes.");

  py::class_<ChartCounts>(m, "ChartCounts", "Charts of reports that are counted in Python.")
      .def(
          py::init([](const ApprovedCounters& approved) { return ChartCounts(approved.config()); }),
          py::arg("approved"))
      .def_property_readonly("num_buckets", &ChartCounts::num_buckets)
      .def("buckets", &Buckets, py::arg("program"), py::arg("column"), py::arg("texts"),
           "The number of the bucket of each text of a column, or of a \"counter\"; -1 if no chart "
           "has it.")
      .def("json", &Json, py::arg("counts"), py::arg("num_reports"), py::arg("latest_week"),
           py::arg("start"), py::arg("end"),
           "The charts file, given the number of reports with each bucket.");
}

}  // namespace telemetry::python
