// Maps absl::Status to Python exceptions.
//
//   RegisterErrors(m);                       // once, in the module gotelemetry._native
//   return ValueOrThrow(ReadDatasetTable(...));
//
// All bindings use this mapping:
//
//   NotFound, PermissionDenied         FileNotFoundError, PermissionError, with their errno
//   InvalidArgument, DataLoss,
//   OutOfRange                         gotelemetry.DataError, a ValueError
//   ResourceExhausted                  MemoryError
//   Cancelled                          the exception that is pending, such as KeyboardInterrupt
//   everything else                    OSError, as for a path that is not a file
//
// In messages, bytes that are not UTF-8, which paths and damaged files can contain, become \xHH.

#ifndef PYTHON_BINDINGS_CONVERSION_STATUS_H_
#define PYTHON_BINDINGS_CONVERSION_STATUS_H_

#include <pybind11/pybind11.h>

#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace telemetry::python {

// Adds the exception DataError to `m`.
void RegisterErrors(pybind11::module_ m);

// Throws the exception for `status`, which is not OK. Needs the GIL.
[[noreturn]] void Throw(const absl::Status& status);

template <typename T>
T ValueOrThrow(absl::StatusOr<T> value) {
  if (!value.ok()) Throw(value.status());
  return *std::move(value);
}

}  // namespace telemetry::python

#endif  // PYTHON_BINDINGS_CONVERSION_STATUS_H_
