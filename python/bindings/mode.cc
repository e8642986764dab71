#include "python/bindings/mode.h"

#include <pybind11/stl.h>

#include <optional>
#include <string_view>

#include "absl/strings/string_view.h"
#include "config/mode.h"
#include "python/bindings/collector.h"
#include "python/bindings/conversion/gil.h"
#include "python/bindings/conversion/text.h"
#include "storage/host_port.h"
#include "storage/telemetry_root.h"

namespace telemetry::python {
namespace {

namespace py = pybind11;

std::string_view ToStd(absl::string_view text) { return {text.data(), text.size()}; }

}  // namespace

void RegisterMode(py::module_ m) {
  py::class_<ModeDecision>(m, "ModeDecision")
      .def_property_readonly(
          "mode", [](const ModeDecision& decision) { return ToStd(ModeName(decision.mode)); })
      .def_property_readonly(
          "rule", [](const ModeDecision& decision) { return ToStd(ModeRuleName(decision.rule)); })
      .def_property_readonly("detail",
                             [](const ModeDecision& decision) { return Path{decision.detail}; })
      .def_readonly("consent_day", &ModeDecision::consent_day);

  m.def(
      "decide_mode",
      [](const TelemetryRoot& root, const std::optional<Path>& collector) {
        const std::optional<HostPort> address =
            collector.has_value() ? std::optional(CollectorOrThrow(*collector)) : std::nullopt;
        const WithoutGil without_gil;
        return DecideMode(root, address);
      },
      py::arg("root"), py::arg("collector"),
      "The mode for a collector, or for programs that name none, and what decided it.");
}

}  // namespace telemetry::python
