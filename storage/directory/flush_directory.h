// Makes changes to names survive a loss of power. After renaming several files, flush once at the
// end. Thread-safe.

#ifndef STORAGE_DIRECTORY_FLUSH_DIRECTORY_H_
#define STORAGE_DIRECTORY_FLUSH_DIRECTORY_H_

#include <string>

#include "absl/status/status.h"

namespace telemetry {

// Makes what was created, renamed or removed in the directory survive a loss of power. Errors name
// the path.
absl::Status FlushDirectory(const std::string& path);

}  // namespace telemetry

#endif  // STORAGE_DIRECTORY_FLUSH_DIRECTORY_H_
