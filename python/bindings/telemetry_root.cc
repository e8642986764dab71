#include "python/bindings/telemetry_root.h"

#include <pybind11/stl.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "python/bindings/collector.h"
#include "python/bindings/conversion/gil.h"
#include "python/bindings/conversion/status.h"
#include "python/bindings/conversion/text.h"
#include "storage/host_port.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_files/collector_list.h"
#include "storage/telemetry_files/telemetry_file_name.h"
#include "storage/telemetry_root.h"

namespace telemetry::python {
namespace {

namespace py = pybind11;

// The kind and the path of each file.
std::vector<std::pair<std::string_view, Path>> Files(const TelemetryDir& dir) {
  const auto list = [&] {
    const WithoutGil without_gil;
    return ListTelemetryFiles(dir);
  };
  const TelemetryFiles files = ValueOrThrow(list());
  std::vector<std::pair<std::string_view, Path>> kinds_and_paths;
  for (const TelemetryFile& file : files.all()) {
    const absl::string_view kind = TelemetryFileKindName(file.kind);
    kinds_and_paths.emplace_back(std::string_view(kind.data(), kind.size()),
                                 Path{files.PathOf(file)});
  }
  return kinds_and_paths;
}

// The addresses of the collectors, and the names of what lies beside their folders.
std::pair<std::vector<std::string>, std::vector<Path>> Collectors(const TelemetryRoot& root) {
  const auto list = [&] {
    const WithoutGil without_gil;
    return ListCollectors(root);
  };
  CollectorList found = ValueOrThrow(list());
  std::pair<std::vector<std::string>, std::vector<Path>> collectors_and_foreign;
  for (const HostPort& collector : found.collectors) {
    collectors_and_foreign.first.push_back(collector.ToString());
  }
  for (std::string& name : found.foreign) {
    collectors_and_foreign.second.push_back(Path{std::move(name)});
  }
  return collectors_and_foreign;
}

}  // namespace

void RegisterTelemetryRoot(py::module_ m) {
  py::class_<TelemetryDir>(m, "TelemetryDir")
      .def_property_readonly("path", [](const TelemetryDir& dir) { return Path{dir.path()}; })
      .def("files", &Files, "The kind and the path of each file, sorted by folder and name.");

  py::class_<TelemetryRoot>(m, "TelemetryRoot")
      .def(py::init([](const Path& path) { return TelemetryRoot(path.bytes); }), py::arg("path"))
      .def_static(
          "default_path", [] { return Path{TelemetryRoot::DefaultPath()}; },
          "The user's own; empty if there is none.")
      .def_property_readonly("path", [](const TelemetryRoot& root) { return Path{root.path()}; })
      .def_property_readonly("go", [](const TelemetryRoot& root) { return root.go(); })
      .def(
          "collector",
          [](const TelemetryRoot& root, const Path& address) {
            return root.collector(CollectorOrThrow(address));
          },
          py::arg("address"), "The directory of a collector.")
      .def("collectors", &Collectors,
           "The addresses of the collectors, and the names of what lies beside their folders.");

  m.def(
      "collector_address", [](const Path& text) { return CollectorOrThrow(text).ToString(); },
      py::arg("text"), "HOST:PORT of a collector as a person writes it.");
}

}  // namespace telemetry::python
