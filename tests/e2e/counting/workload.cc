#include "tests/e2e/counting/workload.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <memory>
#include <numeric>
#include <random>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "counter/counter.h"
#include "counter/open.h"

namespace telemetry {
namespace {

constexpr size_t kTallyBytes = sizeof(std::atomic<uint64_t>) * kProcesses * kThreads * kNames;

class Counters {
 public:
  Counters() {
    names_.reserve(kNames);
    for (int i = 0; i < kNames; ++i) {
      names_.push_back(NameOf(i));
      counters_.push_back(std::make_unique<Counter>(names_.back()));
    }
  }
  void Inc(int i) { counters_[i]->Inc(); }

 private:
  std::vector<std::string> names_;
  std::vector<std::unique_ptr<Counter>> counters_;
};

void Count(Counters& counters, Tally& tally, int process, int thread, int increments) {
  std::vector<int> order(kNames);
  std::iota(order.begin(), order.end(), 0);
  std::shuffle(order.begin(), order.end(), std::mt19937(process * kThreads + thread));
  for (int i = 0; i < increments; ++i) {
    const int name = order[i % kNames];
    counters.Inc(name);
    tally.Add(process, thread, name);
  }
}

}  // namespace

std::string NameOf(int i) { return absl::StrCat("tool/counter:", i, std::string(i % 97, 'x')); }

Tally::Tally()
    : counts_(static_cast<std::atomic<uint64_t>*>(
          mmap(nullptr, kTallyBytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0))) {
  if (counts_ == MAP_FAILED) abort();
}

Tally::~Tally() { munmap(counts_, kTallyBytes); }

uint64_t Tally::OfProcess(int process) const {
  const std::atomic<uint64_t>* const begin = counts_ + process * kThreads * kNames;
  return std::accumulate(begin, begin + kThreads * kNames, uint64_t{0});
}

uint64_t Tally::OfName(int name) const {
  uint64_t sum = 0;
  for (int i = 0; i < kProcesses * kThreads; ++i) sum += counts_[i * kNames + name].load();
  return sum;
}

pid_t StartCounting(Tally& tally, int number, int increments) {
  const pid_t child = fork();
  if (child != 0) return child;
  Counters counters;
  if (!Open({.program = "example.com/tool", .version = "v1.0.0"}).counting) _exit(1);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&, t] { Count(counters, tally, number, t, increments); });
  }
  for (std::thread& thread : threads) thread.join();
  _exit(0);
}

}  // namespace telemetry
