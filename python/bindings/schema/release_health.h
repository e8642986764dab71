// The health of releases, as `collector health` says it.
//
//   RegisterReleaseHealth(m);

#ifndef PYTHON_BINDINGS_SCHEMA_RELEASE_HEALTH_H_
#define PYTHON_BINDINGS_SCHEMA_RELEASE_HEALTH_H_

#include <pybind11/pybind11.h>

namespace telemetry::python {

void RegisterReleaseHealth(pybind11::module_ m);

}  // namespace telemetry::python

#endif  // PYTHON_BINDINGS_SCHEMA_RELEASE_HEALTH_H_
