// The module gotelemetry._native: everything that does not need protobuf.

#include <pybind11/pybind11.h>

#include "python/bindings/conversion/status.h"
#include "python/bindings/counting.h"
#include "python/bindings/dataset_table.h"
#include "python/bindings/mode.h"
#include "python/bindings/order.h"
#include "python/bindings/statistics.h"
#include "python/bindings/symbols.h"
#include "python/bindings/telemetry_root.h"

PYBIND11_MODULE(_native, m) {
  m.doc() = "The C++ part of gotelemetry that does not need protobuf. Use the package instead.";
  telemetry::python::RegisterErrors(m);
  telemetry::python::RegisterDatasetTable(m);
  telemetry::python::RegisterCounting(m);
  telemetry::python::RegisterTelemetryRoot(m);
  telemetry::python::RegisterMode(m);
  telemetry::python::RegisterOrder(m);
  telemetry::python::RegisterStatistics(m);
  telemetry::python::RegisterSymbols(m);
}
