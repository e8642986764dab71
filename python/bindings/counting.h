// Bindings of counter/counter.h, counter/named_counter.h, counter/open.h and counter/rotation.h.

#ifndef PYTHON_BINDINGS_COUNTING_H_
#define PYTHON_BINDINGS_COUNTING_H_

#include <pybind11/pybind11.h>

namespace telemetry::python {

void RegisterCounting(pybind11::module_ m);

}  // namespace telemetry::python

#endif  // PYTHON_BINDINGS_COUNTING_H_
