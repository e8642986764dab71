#include "python/bindings/symbols.h"

#include <pybind11/stl.h>

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "python/bindings/conversion/gil.h"
#include "python/bindings/conversion/status.h"
#include "python/bindings/conversion/text.h"
#include "report/source_lines/stored_lines.h"
#include "report/source_lines/symbol_store.h"

namespace telemetry::python {
namespace {

namespace py = pybind11;

std::vector<std::string> Symbolize(const Path& directory, const std::vector<std::string>& stacks) {
  std::vector<std::string> symbolized;
  absl::Status status;
  {
    const WithoutGil without_gil;
    SymbolStore store(directory.bytes);
    StoredLines lines(store);
    symbolized.reserve(stacks.size());
    for (const std::string& stack : stacks) symbolized.push_back(lines.Symbolize(stack));
    if (!lines.problems().empty()) status = absl::DataLossError(*lines.problems().begin());
  }
  if (!status.ok()) Throw(status);
  return symbolized;
}

}  // namespace

void RegisterSymbols(py::module_ m) {
  m.def("symbolize", &Symbolize, py::arg("directory"), py::arg("stacks"),
        "The stacks with source lines for the frames of builds whose symbol files are in the "
        "directory.");
}

}  // namespace telemetry::python
