#include "python/bindings/counting.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>

#include "absl/strings/string_view.h"
#include "counter/counter.h"
#include "counter/named_counter.h"
#include "counter/open.h"
#include "counter/rotation.h"
#include "python/bindings/conversion/gil.h"
#include "python/bindings/conversion/text.h"

namespace telemetry::python {

namespace py = pybind11;

void RegisterCounting(py::module_ m) {
  // Counters are never freed: Python only borrows them.
  py::class_<Counter, std::unique_ptr<Counter, py::nodelete>>(m, "Counter")
      .def("inc", &Counter::Inc)
      .def("add", &Counter::Add, py::arg("n"));

  m.def(
      "find_or_create_counter",
      [](std::string_view name) {
        return &FindOrCreateCounter({name.data(), name.size()});
      },
      py::arg("name"), py::return_value_policy::reference, "The counter of that name.");

  m.def(
      "open",
      [](const std::string& program, const std::string& version, const std::string& collector,
         const Path& root) {
        const WithoutGil without_gil;
        const OpenResult result = Open({.program = program,
                                        .version = version,
                                        .collector = collector,
                                        .telemetry_dir = root.bytes});
        return std::make_tuple(result.counting, std::string(OpenFailureName(result.failure)),
                               result.error_number);
      },
      py::kw_only(), py::arg("program"), py::arg("version"), py::arg("collector"), py::arg("root"),
      "Returns whether it counts into a file; if not, why not, and errno.");

  m.def("rotate", &Rotate, py::call_guard<WithoutGil>(),
        "Moves on to this week's counter file; returns whether there is one.");
}

}  // namespace telemetry::python
