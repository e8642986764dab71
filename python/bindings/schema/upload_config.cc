#include "python/bindings/schema/upload_config.h"

#include <pybind11/stl.h>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "config/upload_config/approved_counters.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "python/bindings/conversion/gil.h"
#include "python/bindings/conversion/status.h"
#include "python/bindings/conversion/text.h"

namespace telemetry::python {
namespace {

namespace py = pybind11;

absl::string_view ToAbsl(std::string_view text) { return {text.data(), text.size()}; }

// The counters of a program with their rates, expanded, in the config's order.
std::vector<std::pair<std::string, double>> Counters(const ApprovedCounters& approved,
                                                     const std::string& program) {
  std::vector<std::pair<std::string, double>> counters;
  for (const v1::ProgramConfig& entry : approved.config().programs()) {
    if (entry.name() != program) continue;
    for (const v1::CounterConfig& counter : entry.counters()) {
      for (std::string& name : ExpandCounterName(counter.name())) {
        counters.emplace_back(std::move(name), counter.rate());
      }
    }
  }
  return counters;
}

using RateOfItem = std::optional<double> (ApprovedProgram::*)(absl::string_view name) const;

std::optional<double> Rate(const ApprovedCounters& approved, std::string_view program,
                           RateOfItem rate, std::string_view name) {
  const ApprovedProgram* found = approved.FindProgram(ToAbsl(program));
  if (found == nullptr) return std::nullopt;
  return (found->*rate)(ToAbsl(name));
}

absl::StatusOr<v1::UploadConfig> Read(const std::string& path) {
  const WithoutGil without_gil;
  return ReadUploadConfigFile(path);
}

}  // namespace

void RegisterUploadConfig(py::module_ m) {
  py::class_<ApprovedCounters>(m, "ApprovedCounters")
      .def_static(
          "load", [](const Path& path) { return ApprovedCounters(ValueOrThrow(Read(path.bytes))); },
          py::arg("path"))
      .def_property_readonly("version", &ApprovedCounters::version)
      .def_property_readonly("sample_rate", &ApprovedCounters::sample_rate)
      .def_property_readonly("programs",
                             [](const ApprovedCounters& approved) {
                               std::vector<std::string> names;
                               for (const auto& program : approved.config().programs()) {
                                 names.push_back(program.name());
                               }
                               return names;
                             })
      .def("counters", &Counters, py::arg("program"))
      .def(
          "counter_rate",
          [](const ApprovedCounters& approved, std::string_view program, std::string_view name) {
            return Rate(approved, program, &ApprovedProgram::CounterRate, name);
          },
          py::arg("program"), py::arg("name"))
      .def(
          "stack_rate",
          [](const ApprovedCounters& approved, std::string_view program, std::string_view title) {
            return Rate(approved, program, &ApprovedProgram::StackRate, title);
          },
          py::arg("program"), py::arg("title"));
}

}  // namespace telemetry::python
