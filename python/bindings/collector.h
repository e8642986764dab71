// The address of a collector, as a Python program names it.
//
//   m.def("...", [](const Path& collector) { return root.collector(CollectorOrThrow(collector)); });

#ifndef PYTHON_BINDINGS_COLLECTOR_H_
#define PYTHON_BINDINGS_COLLECTOR_H_

#include <pybind11/pybind11.h>

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "python/bindings/conversion/text.h"
#include "storage/host_port.h"
#include "storage/quoted.h"

namespace telemetry::python {

// `text` is a Path because it may not be UTF-8. A ValueError that names it if it is no address.
inline HostPort CollectorOrThrow(const Path& text) {
  std::optional<HostPort> collector = ParseCollector(text.bytes);
  if (collector.has_value()) return *std::move(collector);
  throw pybind11::value_error(
      absl::StrCat(Quoted(text.bytes), " is not the address of a collector, HOST[:PORT]"));
}

}  // namespace telemetry::python

#endif  // PYTHON_BINDINGS_COLLECTOR_H_
