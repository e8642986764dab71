// Path helpers. Thread-safe.

#ifndef REPORT_MAKING_INTERNAL_PATHS_H_
#define REPORT_MAKING_INTERNAL_PATHS_H_

#include <unistd.h>

#include <string>

#include "absl/strings/string_view.h"

namespace telemetry::report_internal {

// The part of `path` after the last slash.
inline absl::string_view BaseName(absl::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

// Whether there is a file or directory at `path`; false for a dangling symbolic link.
inline bool Exists(const std::string& path) { return access(path.c_str(), F_OK) == 0; }

}  // namespace telemetry::report_internal

#endif  // REPORT_MAKING_INTERNAL_PATHS_H_
