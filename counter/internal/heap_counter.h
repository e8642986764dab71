// Counters whose names are built at run time, in memory that is never freed.

#ifndef COUNTER_INTERNAL_HEAP_COUNTER_H_
#define COUNTER_INTERNAL_HEAP_COUNTER_H_

#include "absl/strings/string_view.h"
#include "counter/counter.h"

namespace telemetry {
namespace counter_internal {

// A new counter named `title` followed by `rest`. Null if out of memory. It may be passed to
// FreeHeapCounter() as long as nobody has counted with it.
//
// Thread-safe, without a lock of our own. Not for signal handlers: it allocates.
Counter* NewHeapCounter(absl::string_view title, absl::string_view rest) noexcept;
void FreeHeapCounter(Counter* counter) noexcept;

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_HEAP_COUNTER_H_
