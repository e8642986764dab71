// A user's telemetry root and the directories in it: storage/telemetry_root.h, telemetry_dir.h.

#ifndef PYTHON_BINDINGS_TELEMETRY_ROOT_H_
#define PYTHON_BINDINGS_TELEMETRY_ROOT_H_

#include <pybind11/pybind11.h>

namespace telemetry::python {

void RegisterTelemetryRoot(pybind11::module_ m);

}  // namespace telemetry::python

#endif  // PYTHON_BINDINGS_TELEMETRY_ROOT_H_
