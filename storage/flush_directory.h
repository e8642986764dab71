// Makes changes to names survive a loss of power. Whoever renames several files flushes once, at
// the end. Thread-safe.

#ifndef STORAGE_FLUSH_DIRECTORY_H_
#define STORAGE_FLUSH_DIRECTORY_H_

#include <string>

#include "absl/status/status.h"

namespace telemetry {

// The directory that the file at `path` is in.
std::string DirectoryOf(const std::string& path);

// Makes the names in the directory survive a loss of power: what was created, renamed or removed.
// Errors name the path.
absl::Status FlushDirectory(const std::string& path);

}  // namespace telemetry

#endif  // STORAGE_FLUSH_DIRECTORY_H_
