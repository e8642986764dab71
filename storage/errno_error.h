// The status of a system call that has just failed.

#ifndef STORAGE_ERRNO_ERROR_H_
#define STORAGE_ERRNO_ERROR_H_

#include <cerrno>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace telemetry {

// `cannot WHAT PATH: ` and the text of errno, with the code from absl::ErrnoToStatus.
inline absl::Status ErrnoError(absl::string_view what, absl::string_view path) {
  const int error_number = errno;  // before StrCat can change it
  return absl::ErrnoToStatus(error_number, absl::StrCat("cannot ", what, " ", path));
}

}  // namespace telemetry

#endif  // STORAGE_ERRNO_ERROR_H_
