// Shares work out to several threads.
//
//   std::atomic<size_t> next = 0;
//   absl::Status status = RunInParallel(NumThreads(options.threads), [&](int thread) {
//     for (size_t i; (i = next.fetch_add(1)) < parts.size();) work_on(parts[i], thread);
//   });
//
// Thread-safe.

#ifndef REPORT_INTERNAL_PARALLEL_H_
#define REPORT_INTERNAL_PARALLEL_H_

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"

namespace telemetry::internal {

// `wanted`, or if that is 0 as many threads as the machine runs at once.
int NumThreads(int wanted);

// Calls `work` with each number from 0 to `threads` - 1, 0 in the calling thread and each other one
// in a new thread, and returns when all of them are done. If the system starts no more threads, the
// numbers of those that are missing are left out, never 0: the work must not be tied to a number.
//
// ResourceExhausted if memory ran out in one of the threads.
absl::Status RunInParallel(int threads, absl::FunctionRef<void(int thread)> work);

}  // namespace telemetry::internal

#endif  // REPORT_INTERNAL_PARALLEL_H_
