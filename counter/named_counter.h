// Counters whose names are known only when the program runs.

#ifndef COUNTER_NAMED_COUNTER_H_
#define COUNTER_NAMED_COUNTER_H_

#include "absl/strings/string_view.h"
#include "counter/counter.h"

namespace telemetry {

// The counter named `name`, the same at each call. It is never freed, so let the set of names be
// small and known in advance, as an approved config wants it anyway. A name longer than 4096 bytes,
// and an empty one, gives a counter that counts nowhere.
//
// Thread-safe. Takes a lock and may allocate: keep the reference rather than calling this where you
// count. Not for signal handlers.
Counter& FindOrCreateCounter(absl::string_view name);

}  // namespace telemetry

#endif  // COUNTER_NAMED_COUNTER_H_
