// Converts paths and other text that may not be UTF-8 between C++ and Python.
//
//   m.def("load", [](const Path& path) { return Load(path.bytes); });   // takes str, bytes and os.PathLike
//   .def_property_readonly("path", [](const TelemetryDir& dir) { return Path{dir.path()}; })  // a str
//   .def_property_readonly("reason", [](const LeftOut& item) { return ToStr(item.reason); })
//
// Everything but ToStrings() needs the GIL.

#ifndef PYTHON_BINDINGS_CONVERSION_TEXT_H_
#define PYTHON_BINDINGS_CONVERSION_TEXT_H_

#include <pybind11/pybind11.h>

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace telemetry::python {

// The bytes of a path, as os.fsencode() makes them from a str. A path with a null byte raises a
// ValueError.
struct Path {
  std::string bytes;
};

inline std::vector<std::string> ToStrings(const std::vector<Path>& paths) {
  std::vector<std::string> strings;
  strings.reserve(paths.size());
  for (const Path& path : paths) strings.push_back(path.bytes);
  return strings;
}

// `text` with bytes that are not UTF-8 as \xHH, for people to read.
inline pybind11::str ToStr(absl::string_view text) {
  PyObject* const decoded =
      PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), "backslashreplace");
  if (decoded == nullptr) throw pybind11::error_already_set();
  return pybind11::reinterpret_steal<pybind11::str>(decoded);
}

}  // namespace telemetry::python

namespace pybind11::detail {

template <>
struct type_caster<telemetry::python::Path> {
  PYBIND11_TYPE_CASTER(telemetry::python::Path, const_name("str"));

  bool load(handle source, bool) {
    PyObject* encoded = nullptr;
    if (PyUnicode_FSConverter(source.ptr(), &encoded) == 0) {
      // It is not a path; pybind11 reports which types are accepted.
      if (!PyErr_ExceptionMatches(PyExc_TypeError)) throw error_already_set();
      PyErr_Clear();
      return false;
    }
    value.bytes = reinterpret_steal<pybind11::bytes>(encoded);
    return true;
  }

  static handle cast(const telemetry::python::Path& path, return_value_policy, handle) {
    return PyUnicode_DecodeFSDefaultAndSize(path.bytes.data(),
                                            static_cast<Py_ssize_t>(path.bytes.size()));
  }
};

}  // namespace pybind11::detail

#endif  // PYTHON_BINDINGS_CONVERSION_TEXT_H_
