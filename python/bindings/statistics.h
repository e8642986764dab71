// Registers the probability distributions that Boost.Math has and Python's library lacks.

#ifndef PYTHON_BINDINGS_STATISTICS_H_
#define PYTHON_BINDINGS_STATISTICS_H_

#include <pybind11/pybind11.h>

namespace telemetry::python {

void RegisterStatistics(pybind11::module_ m);

}  // namespace telemetry::python

#endif  // PYTHON_BINDINGS_STATISTICS_H_
