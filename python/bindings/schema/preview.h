// Bindings of report/local_counts/report_preview.h.

#ifndef PYTHON_BINDINGS_SCHEMA_PREVIEW_H_
#define PYTHON_BINDINGS_SCHEMA_PREVIEW_H_

#include <pybind11/pybind11.h>

namespace telemetry::python {

void RegisterPreview(pybind11::module_ m);

}  // namespace telemetry::python

#endif  // PYTHON_BINDINGS_SCHEMA_PREVIEW_H_
