#include "python/bindings/status.h"

#include <string>

namespace telemetry::python {
namespace {

namespace py = pybind11;

constexpr char kNativeModule[] = "gotelemetry._native";

py::object ExceptionFor(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kDataLoss:
    case absl::StatusCode::kOutOfRange:
      return py::module_::import(kNativeModule).attr("DataError");
    case absl::StatusCode::kNotFound:
      return py::reinterpret_borrow<py::object>(PyExc_FileNotFoundError);
    case absl::StatusCode::kPermissionDenied:
      return py::reinterpret_borrow<py::object>(PyExc_PermissionError);
    default:
      return py::reinterpret_borrow<py::object>(PyExc_OSError);
  }
}

}  // namespace

void RegisterErrors(py::module_ m) {
  const py::object type = py::reinterpret_steal<py::object>(PyErr_NewExceptionWithDoc(
      "gotelemetry.DataError", "Data is not what it should be; says which, where and why.",
      PyExc_ValueError, nullptr));
  m.attr("DataError") = type;
}

void Throw(const absl::Status& status) {
  if (status.code() == absl::StatusCode::kCancelled && PyErr_Occurred() != nullptr) {
    throw py::error_already_set();
  }
  const std::string message(status.message());
  const py::object exception = ExceptionFor(status.code());
  PyErr_SetString(exception.ptr(), message.c_str());
  throw py::error_already_set();
}

}  // namespace telemetry::python
