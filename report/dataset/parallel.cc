#include "report/dataset/parallel.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <new>
#include <thread>
#include <utility>
#include <vector>

#include "absl/cleanup/cleanup.h"

namespace telemetry::report_internal {

int NumThreads(int wanted) {
  return wanted > 0 ? wanted : std::max<int>(std::thread::hardware_concurrency(), 1);
}

absl::Status RunInParallel(int threads, absl::FunctionRef<void(int thread)> work) {
  // Relaxed: joining the threads orders the write before the read.
  std::atomic<bool> out_of_memory = false;
  const auto run = [&](int thread) {
    try {
      work(thread);
    } catch (const std::bad_alloc&) {
      out_of_memory.store(true, std::memory_order_relaxed);
    }
  };
  std::vector<std::thread> others;
  // Also when something unwinds the calling thread: a thread must not outlive what it works on.
  auto join = absl::MakeCleanup([&others] {
    for (std::thread& other : others) other.join();
  });
  others.reserve(static_cast<size_t>(std::max(threads - 1, 0)));
  for (int thread = 1; thread < threads; ++thread) {
    try {
      others.emplace_back(run, thread);
    } catch (const std::exception&) {  // out of threads or memory
      break;
    }
  }
  run(0);
  std::move(join).Invoke();
  return out_of_memory ? absl::ResourceExhaustedError("out of memory") : absl::OkStatus();
}

}  // namespace telemetry::report_internal
