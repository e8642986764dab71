#include "config/mode.h"

#include <string>
#include <string_view>

#include "absl/strings/string_view.h"
#include "python/bindings/mode.h"
#include "storage/telemetry_dir.h"

namespace telemetry::python {
namespace {

namespace py = pybind11;

std::string_view ToStd(absl::string_view text) { return {text.data(), text.size()}; }

}  // namespace

void RegisterMode(py::module_ m) {
  py::class_<Decision>(m, "Decision")
      .def_property_readonly(
          "mode", [](const Decision& decision) { return ToStd(ModeName(decision.mode)); })
      .def_property_readonly(
          "rule", [](const Decision& decision) { return ToStd(RuleName(decision.rule)); })
      .def_readonly("detail", &Decision::detail)
      .def_readonly("asof", &Decision::asof)
      .def_readonly("collector", &Decision::collector);

  m.def("decide_mode", &DecideMode, py::arg("root"), py::call_guard<py::gil_scoped_release>(),
        "The mode of a telemetry directory, and who decided it.");

  py::class_<TelemetryDir>(m, "TelemetryDir")
      .def(py::init<std::string>(), py::arg("root"))
      .def_static("default_root", &TelemetryDir::DefaultRoot, "The user's own; empty if none.")
      .def_property_readonly("root", &TelemetryDir::root)
      .def_property_readonly("local_dir", &TelemetryDir::local_dir)
      .def_property_readonly("upload_dir", &TelemetryDir::upload_dir);
}

}  // namespace telemetry::python
