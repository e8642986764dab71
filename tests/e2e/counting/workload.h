// Processes that count heavily: several threads each, over several hundred names, so that counter
// files grow meanwhile.

#ifndef TESTS_E2E_COUNTING_WORKLOAD_H_
#define TESTS_E2E_COUNTING_WORKLOAD_H_

#include <sys/types.h>

#include <atomic>
#include <cstdint>
#include <string>

namespace telemetry {

constexpr int kProcesses = 8;
constexpr int kThreads = 4;
constexpr int kNames = 700;

// Long and short names, so that pages end in different ways.
std::string NameOf(int i);

// What each thread of each process has certainly counted, recorded after each increment has
// returned, in memory that survives the process.
class Tally {
 public:
  Tally();
  Tally(const Tally&) = delete;
  Tally& operator=(const Tally&) = delete;
  ~Tally();

  void Add(int process, int thread, int name) {
    // Release: does not become visible before the increment, on any processor.
    counts_[(process * kThreads + thread) * kNames + name].fetch_add(1, std::memory_order_release);
  }
  uint64_t OfProcess(int process) const;
  uint64_t OfName(int name) const;

 private:
  std::atomic<uint64_t>* const counts_;
};

// Forks process `number`, which opens the counter file and, in each thread, increments `increments`
// counters in the thread's own order. It exits with status 0.
pid_t StartCounting(Tally& tally, int number, int increments);

}  // namespace telemetry

#endif  // TESTS_E2E_COUNTING_WORKLOAD_H_
