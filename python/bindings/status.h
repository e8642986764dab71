// How our errors become Python's.
//
//   RegisterErrors(m);                       // once, in the module gotelemetry._native
//   return ValueOrThrow(ReadDatasetTable(...));
//
// One mapping, for all bindings:
//
//   NotFound, PermissionDenied, ...    FileNotFoundError, PermissionError, else OSError
//   InvalidArgument, DataLoss,
//   OutOfRange                         gotelemetry.DataError, a ValueError
//   FailedPrecondition                 OSError, as of a path that is not a file
//   Cancelled                          the exception that is pending, as KeyboardInterrupt

#ifndef PYTHON_BINDINGS_STATUS_H_
#define PYTHON_BINDINGS_STATUS_H_

#include <pybind11/pybind11.h>

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace telemetry::python {

// Adds the exception DataError to `m`.
void RegisterErrors(pybind11::module_ m);

// Throws the exception for `status`, which is not OK. Needs the GIL.
[[noreturn]] void Throw(const absl::Status& status);

inline void ThrowIfError(const absl::Status& status) {
  if (!status.ok()) Throw(status);
}

template <typename T>
T ValueOrThrow(absl::StatusOr<T> value) {
  if (!value.ok()) Throw(value.status());
  return *std::move(value);
}

}  // namespace telemetry::python

#endif  // PYTHON_BINDINGS_STATUS_H_
