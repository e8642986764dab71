// The decision whether programs count and upload: config/mode.h.

#ifndef PYTHON_BINDINGS_MODE_H_
#define PYTHON_BINDINGS_MODE_H_

#include <pybind11/pybind11.h>

namespace telemetry::python {

// After RegisterTelemetryRoot().
void RegisterMode(pybind11::module_ m);

}  // namespace telemetry::python

#endif  // PYTHON_BINDINGS_MODE_H_
