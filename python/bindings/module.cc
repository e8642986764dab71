// The module gotelemetry._native: what needs no protobuf.

#include <pybind11/pybind11.h>

#include "python/bindings/dataset_table.h"
#include "python/bindings/status.h"

PYBIND11_MODULE(_native, m) {
  m.doc() = "C++ part of gotelemetry. Use the package, not this.";
  telemetry::python::RegisterErrors(m);
  telemetry::python::RegisterDatasetTable(m);
}
