// The SHA-256 of a file, by which who downloads it knows that it is the one that was listed.
//
//   absl::StatusOr<std::string> digest = Sha256OfFile("site/data/2026-11-18.json");
//
// Thread-safe.

#ifndef UPLOAD_SITE_PUBLICATION_SHA256_OF_FILE_H_
#define UPLOAD_SITE_PUBLICATION_SHA256_OF_FILE_H_

#include <string>

#include "absl/status/statusor.h"

namespace telemetry::upload_internal {

// Returns the digest of the file's contents, 64 lower-case hexadecimal digits. Reads it piece by
// piece, some 400 MB a second. Errors: that of the system call that failed, with the path.
absl::StatusOr<std::string> Sha256OfFile(const std::string& path);

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_SITE_PUBLICATION_SHA256_OF_FILE_H_
