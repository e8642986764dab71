#include "counter/named_counter.h"

#include <memory>
#include <string>
#include <unordered_map>

#include "absl/base/thread_annotations.h"
#include "absl/strings/string_view.h"
#include "counter/counter.h"
#include "counter/internal/per_process.h"
#include "storage/mutex.h"

namespace telemetry {
namespace {

// A counter and the name that it refers to.
struct NamedCounter {
  explicit NamedCounter(std::string counter_name) : name(std::move(counter_name)), counter(name) {}

  const std::string name;
  Counter counter;
};

struct NamedCounters {
  // A child looks its names up anew; they count into the same records.
  explicit NamedCounters(const NamedCounters* /*parents*/) {}

  Mutex mutex;
  std::unordered_map<std::string, std::unique_ptr<NamedCounter>> by_name ABSL_GUARDED_BY(mutex);
};

constinit counter_internal::PerProcess<NamedCounters> named_counters;

}  // namespace

Counter& FindOrCreateCounter(absl::string_view name) {
  NamedCounters& counters = named_counters.Get();
  const MutexLock lock(counters.mutex);
  std::unique_ptr<NamedCounter>& found = counters.by_name[std::string(name)];
  if (found == nullptr) found = std::make_unique<NamedCounter>(std::string(name));
  return found->counter;
}

}  // namespace telemetry
