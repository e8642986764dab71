// Divides work among several threads.
//
//   std::atomic<size_t> next = 0;
//   absl::Status status = RunInParallel(NumThreads(options.threads), [&](int thread) {
//     for (size_t i; (i = next.fetch_add(1)) < parts.size();) work_on(parts[i], thread);
//   });
//
// Thread-safe.

#ifndef REPORT_DATASET_PARALLEL_H_
#define REPORT_DATASET_PARALLEL_H_

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"

namespace telemetry::report_internal {

// `wanted`, or if that is 0, as many threads as the machine can run at once.
int NumThreads(int wanted);

// Calls `work` with each number from 0 to `threads` - 1, 0 in the calling thread and each other
// number in a new thread, and returns when all are done. If the system starts no more threads, some
// numbers other than 0 are skipped, so work must not depend on a particular number.
//
// ResourceExhausted if memory ran out in a thread. Whatever else unwinds the calling thread, such as
// pthread_exit(), passes when the other threads are done; work in them must not throw.
absl::Status RunInParallel(int threads, absl::FunctionRef<void(int thread)> work);

}  // namespace telemetry::report_internal

#endif  // REPORT_DATASET_PARALLEL_H_
