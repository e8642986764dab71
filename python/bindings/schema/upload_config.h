// Bindings of config/upload_config/upload_config.h and config/upload_config/approved_counters.h.

#ifndef PYTHON_BINDINGS_SCHEMA_UPLOAD_CONFIG_H_
#define PYTHON_BINDINGS_SCHEMA_UPLOAD_CONFIG_H_

#include <pybind11/pybind11.h>

namespace telemetry::python {

void RegisterUploadConfig(pybind11::module_ m);

}  // namespace telemetry::python

#endif  // PYTHON_BINDINGS_SCHEMA_UPLOAD_CONFIG_H_
