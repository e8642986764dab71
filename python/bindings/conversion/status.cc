#include "python/bindings/conversion/status.h"

#include <cerrno>

#include "python/bindings/conversion/text.h"

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
    case absl::StatusCode::kResourceExhausted:
      return py::reinterpret_borrow<py::object>(PyExc_MemoryError);
    default:
      return py::reinterpret_borrow<py::object>(PyExc_OSError);
  }
}

// 0 for a code that several error numbers map to.
int ErrnoFor(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kNotFound:
      return ENOENT;
    case absl::StatusCode::kPermissionDenied:
      return EACCES;
    default:
      return 0;
  }
}

}  // namespace

void RegisterErrors(py::module_ m) {
  const py::object type = py::reinterpret_steal<py::object>(PyErr_NewExceptionWithDoc(
      "gotelemetry.DataError", "Malformed data; the message says which data, where, and why.",
      PyExc_ValueError, nullptr));
  m.attr("DataError") = type;
}

void Throw(const absl::Status& status) {
  if (status.code() == absl::StatusCode::kCancelled && PyErr_Occurred() != nullptr) {
    throw py::error_already_set();
  }
  const py::object type = ExceptionFor(status.code());
  const py::object exception = type(ToStr(status.message()));
  const int error_number = ErrnoFor(status.code());
  if (error_number != 0) exception.attr("errno") = error_number;
  PyErr_SetObject(type.ptr(), exception.ptr());
  throw py::error_already_set();
}

}  // namespace telemetry::python
