// Bindings of storage/counter_file/counter_file_parser.h.

#ifndef PYTHON_BINDINGS_SCHEMA_COUNTER_FILE_H_
#define PYTHON_BINDINGS_SCHEMA_COUNTER_FILE_H_

#include <pybind11/pybind11.h>

namespace telemetry::python {

void RegisterCounterFile(pybind11::module_ m);

}  // namespace telemetry::python

#endif  // PYTHON_BINDINGS_SCHEMA_COUNTER_FILE_H_
