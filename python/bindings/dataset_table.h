// Bindings of report/table.h, report/arrow_stream.h and report/dataset_table.h.

#ifndef PYTHON_BINDINGS_DATASET_TABLE_H_
#define PYTHON_BINDINGS_DATASET_TABLE_H_

#include <pybind11/pybind11.h>

namespace telemetry::python {

void RegisterDatasetTable(pybind11::module_ m);

}  // namespace telemetry::python

#endif  // PYTHON_BINDINGS_DATASET_TABLE_H_
