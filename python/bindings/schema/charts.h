// Bindings of report/chart/chart.h and report/chart/chart_json.h.

#ifndef PYTHON_BINDINGS_SCHEMA_CHARTS_H_
#define PYTHON_BINDINGS_SCHEMA_CHARTS_H_

#include <pybind11/pybind11.h>

namespace telemetry::python {

void RegisterCharts(pybind11::module_ m);

}  // namespace telemetry::python

#endif  // PYTHON_BINDINGS_SCHEMA_CHARTS_H_
