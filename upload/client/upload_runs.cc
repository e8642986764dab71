#include "upload/client/upload_runs.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <stop_token>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/types/span.h"
#include "storage/directory/held_directory.h"
#include "upload/client/uploader.h"

namespace telemetry {

std::vector<absl::StatusOr<UploadRunResult>> RunUploads(absl::Span<const UploadOptions> options,
                                                        std::stop_token stop) {
  std::vector<absl::StatusOr<UploadRunResult>> results(options.size(),
                                                       absl::UnknownError("did not run"));
  // Each thread takes the next run; joining them publishes what they wrote.
  std::atomic<size_t> next = 0;
  const auto work = [&, held = HeldDirectory::OfThisThread()] {
    const HeldDirectory::Inherited inherited(held);
    for (size_t i = next.fetch_add(1); i < options.size(); i = next.fetch_add(1)) {
      results[i] = RunUpload(options[i], stop);
    }
  };
  std::vector<std::jthread> threads;
  const size_t num_threads = std::min<size_t>(options.size(), kMaxRunsAtOnce);
  try {
    for (size_t i = 1; i < num_threads; ++i) threads.emplace_back(work);
  } catch (const std::system_error&) {
    // No more threads can be had. Fewer do the same.
  }
  work();
  threads.clear();
  return results;
}

}  // namespace telemetry
