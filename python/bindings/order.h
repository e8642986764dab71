// Registers the orders of buckets, versions and compilers in the module.

#ifndef PYTHON_BINDINGS_ORDER_H_
#define PYTHON_BINDINGS_ORDER_H_

#include <pybind11/pybind11.h>

namespace telemetry::python {

void RegisterOrder(pybind11::module_ m);

}  // namespace telemetry::python

#endif  // PYTHON_BINDINGS_ORDER_H_
