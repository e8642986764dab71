// Registers source lines of stacks (report/source_lines/stored_lines.h).

#ifndef PYTHON_BINDINGS_SYMBOLS_H_
#define PYTHON_BINDINGS_SYMBOLS_H_

#include <pybind11/pybind11.h>

namespace telemetry::python {

void RegisterSymbols(pybind11::module_ m);

}  // namespace telemetry::python

#endif  // PYTHON_BINDINGS_SYMBOLS_H_
