// Limits how often programs start an upload run: once in 24 hours, over all processes of a user.

#ifndef COUNTER_INTERNAL_UPLOAD_UPLOAD_TOKEN_H_
#define COUNTER_INTERNAL_UPLOAD_UPLOAD_TOKEN_H_

#include <string>

#include "absl/time/time.h"

namespace telemetry {
namespace internal {

inline constexpr absl::Duration kUploadInterval = absl::Hours(24);

// Whether a token that was taken at `taken` may be taken again. One from the future is: the clock
// was wrong then, and it would keep everyone waiting for as long.
bool IsUploadTokenExpired(absl::Time taken, absl::Time now) noexcept;

// Takes the token, whose time is that of the last change of the file at `path` (upload.token). True
// for one of all callers that ask at the same time. False if it was taken within the interval, or
// if the file cannot be made: its directory is gone, read-only, or the disk is full.
//
// Thread-safe. Never waits.
bool TakeUploadToken(const std::string& path, absl::Time now) noexcept;

}  // namespace internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_UPLOAD_UPLOAD_TOKEN_H_
