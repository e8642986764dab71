#include "python/bindings/order.h"

#include <pybind11/stl.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "config/version/go_version.h"
#include "config/version/semver.h"
#include "report/chart/bucket_order.h"

namespace telemetry::python {
namespace {

namespace py = pybind11;

using Compare = int (*)(absl::string_view a, absl::string_view b);

// Sorts by `compare`, and as text what it calls equal.
template <Compare compare>
std::vector<std::string> Sorted(std::vector<std::string> texts) {
  std::sort(texts.begin(), texts.end(), [](const std::string& a, const std::string& b) {
    const int order = compare(a, b);
    return order != 0 ? order < 0 : a < b;
  });
  return texts;
}

}  // namespace

void RegisterOrder(py::module_ m) {
  m.def("sort_buckets", &Sorted<&CompareBuckets>, py::arg("texts"),
        "The buckets of a chart in the order in which people expect them.");
  m.def("sort_versions", &Sorted<&CompareSemver>, py::arg("texts"),
        "Versions as semantic versions, what is none first.");
  m.def("sort_go_versions", &Sorted<&CompareGoVersions>, py::arg("texts"),
        "Compilers as Go versions, what is none first.");
}

}  // namespace telemetry::python
