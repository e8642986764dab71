// Upload runs for several collectors, side by side: a slow or dead one delays no other.
//
//   std::vector<absl::StatusOr<UploadRunResult>> results = RunUploads(options, stop);

#ifndef UPLOAD_CLIENT_UPLOAD_RUNS_H_
#define UPLOAD_CLIENT_UPLOAD_RUNS_H_

#include <stop_token>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "upload/client/uploader.h"

namespace telemetry {

// RunUpload() for each of `options`, each in a thread of its own, and their results in the same
// order. `progress` and the other functions in the options are called from these threads. At most
// kMaxRunsAtOnce run at a time.
inline constexpr int kMaxRunsAtOnce = 16;
std::vector<absl::StatusOr<UploadRunResult>> RunUploads(absl::Span<const UploadOptions> options,
                                                        std::stop_token stop);

}  // namespace telemetry

#endif  // UPLOAD_CLIENT_UPLOAD_RUNS_H_
