// Bindings of report/dataset/table.h, report/dataset/arrow_stream.h and report/dataset/dataset_table.h.

#ifndef PYTHON_BINDINGS_DATASET_TABLE_H_
#define PYTHON_BINDINGS_DATASET_TABLE_H_

#include <pybind11/pybind11.h>

namespace telemetry::python {

void RegisterDatasetTable(pybind11::module_ m);

}  // namespace telemetry::python

#endif  // PYTHON_BINDINGS_DATASET_TABLE_H_
