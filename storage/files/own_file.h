// Whether what a file holds is the user's word: others could have written what they can write.
//
//   if (absl::Status status = CheckOwnFile(path); !status.ok()) return status;   // it does not count
//
// Thread-safe.

#ifndef STORAGE_FILES_OWN_FILE_H_
#define STORAGE_FILES_OWN_FILE_H_

#include <string>

#include "absl/status/status.h"

namespace telemetry {

// PermissionDenied, with the owner and the mode, unless the file at `path` belongs to the user or to
// root and nobody else can write it (storage/directory/ownership.h). If it cannot be examined, the
// error of that: NotFound if there is none. Follows symbolic links.
absl::Status CheckOwnFile(const std::string& path);

}  // namespace telemetry

#endif  // STORAGE_FILES_OWN_FILE_H_
