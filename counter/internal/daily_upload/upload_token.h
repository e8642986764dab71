// Limits how often programs start an upload run: once in 24 hours, over all processes of a user.

#ifndef COUNTER_INTERNAL_DAILY_UPLOAD_UPLOAD_TOKEN_H_
#define COUNTER_INTERNAL_DAILY_UPLOAD_UPLOAD_TOKEN_H_

#include <string>

#include "absl/time/time.h"

namespace telemetry {
namespace counter_internal {

inline constexpr absl::Duration kUploadInterval = absl::Hours(24);

// Whether a token taken at `taken` may be taken again. One from the future may: the clock was wrong
// then, and everyone would have to wait until that time has passed.
bool IsUploadTokenExpired(absl::Time taken, absl::Time now) noexcept;

// Takes the token, whose time is the modification time of the file at `path` (upload.token). True
// for one of all callers that ask at the same time. False if it was taken within the interval, or
// if the file cannot be created: its directory is missing or read-only, or the disk is full.
//
// Thread-safe. Never waits.
bool TakeUploadToken(const std::string& path, absl::Time now) noexcept;

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_DAILY_UPLOAD_UPLOAD_TOKEN_H_
