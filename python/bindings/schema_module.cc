// The module gotelemetry._schema: everything that needs protobuf. It is imported on first use.

#include <pybind11/pybind11.h>

#include "python/bindings/schema/charts.h"
#include "python/bindings/schema/counter_file.h"
#include "python/bindings/schema/preview.h"
#include "python/bindings/schema/release_health.h"
#include "python/bindings/schema/upload_config.h"

PYBIND11_MODULE(_schema, m) {
  m.doc() = "The C++ part of gotelemetry that needs protobuf. Use the package instead.";
  // Functions here take its types as arguments.
  pybind11::module_::import("gotelemetry._native");
  telemetry::python::RegisterCounterFile(m);
  telemetry::python::RegisterUploadConfig(m);
  telemetry::python::RegisterPreview(m);
  telemetry::python::RegisterCharts(m);
  telemetry::python::RegisterReleaseHealth(m);
}
