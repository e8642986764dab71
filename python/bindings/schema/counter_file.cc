#include "python/bindings/schema/counter_file.h"

#include <pybind11/stl.h>

#include <string>
#include <tuple>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "python/bindings/conversion/gil.h"
#include "python/bindings/conversion/status.h"
#include "python/bindings/conversion/text.h"
#include "storage/counter_file/counter_file.pb.h"
#include "storage/counter_file/counter_file_parser.h"

namespace telemetry::python {
namespace {

namespace py = pybind11;

// Names are bytes, since a program may use a counter name that is not text.
py::bytes ToBytes(const std::string& name) { return py::bytes(name); }

absl::StatusOr<v1::CounterFile> Read(const std::string& path) {
  const WithoutGil without_gil;
  return ReadCounterFile(path);
}

std::tuple<py::dict, py::dict, py::bytes> ReadFile(const Path& path) {
  const v1::CounterFile file = ValueOrThrow(Read(path.bytes));
  py::dict meta, counts;
  for (const auto& [key, value] : file.meta()) meta[ToBytes(key)] = ToBytes(value);
  for (const auto& [name, count] : file.count()) counts[ToBytes(name)] = count;
  const absl::Status damage = DamageOf(file, path.bytes);
  return {meta, counts, ToBytes(std::string(damage.message()))};
}

}  // namespace

void RegisterCounterFile(py::module_ m) {
  m.def(
      "read_counter_file", &ReadFile, py::arg("path"),
      "The header and the counts of a counter file, as bytes, with decoded names; and what of it\n"
      "cannot be read.");
}

}  // namespace telemetry::python
