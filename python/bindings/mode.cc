#include "config/mode.h"

#include <pybind11/stl.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "python/bindings/gil.h"
#include "python/bindings/mode.h"
#include "python/bindings/status.h"
#include "python/bindings/text.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_files/telemetry_file_name.h"

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
      .def_property_readonly("detail",
                             [](const Decision& decision) { return Path{decision.detail}; })
      .def_readonly("asof", &Decision::asof)
      .def_property_readonly("collector",
                             [](const Decision& decision) { return ToStr(decision.collector); });

  m.def(
      "decide_mode",
      [](const Path& root) {
        const WithoutGil without_gil;
        return DecideMode(root.bytes);
      },
      py::arg("root"), "The mode of a telemetry directory, and what decided it.");

  py::class_<TelemetryDir>(m, "TelemetryDir")
      .def(py::init([](const Path& root) { return TelemetryDir(root.bytes); }), py::arg("root"))
      .def_static(
          "default_root", [] { return Path{TelemetryDir::DefaultRoot()}; },
          "The user's own directory; empty if there is none.")
      .def_property_readonly("root", [](const TelemetryDir& dir) { return Path{dir.root()}; })
      .def_property_readonly("local_dir",
                             [](const TelemetryDir& dir) { return Path{dir.local_dir()}; })
      .def_property_readonly("upload_dir",
                             [](const TelemetryDir& dir) { return Path{dir.upload_dir()}; })
      .def(
          "files",
          [](const TelemetryDir& dir) {
            const auto list = [&] {
              const WithoutGil without_gil;
              return ListTelemetryFiles(dir);
            };
            const TelemetryFiles files = ValueOrThrow(list());
            std::vector<std::pair<std::string_view, Path>> kinds_and_paths;
            for (const TelemetryFile& file : files.all()) {
              kinds_and_paths.emplace_back(ToStd(TelemetryFileKindName(file.kind)),
                                           Path{files.PathOf(file)});
            }
            return kinds_and_paths;
          },
          "The kind and the path of each file, sorted by folder and name.");
}

}  // namespace telemetry::python
