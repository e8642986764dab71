// Counters whose names are known only at run time.

#ifndef COUNTER_NAMED_COUNTER_H_
#define COUNTER_NAMED_COUNTER_H_

#include "absl/strings/string_view.h"
#include "counter/counter.h"

namespace telemetry {

// The counter named `name`, the same one for each call. It is never freed, so keep the set of names
// small and known in advance, which an approved config requires anyway. An empty name, or one
// longer than 4096 bytes, gives a counter that counts nowhere.
//
// Thread-safe. Takes a lock and may allocate: keep the reference instead of calling this where you
// count. Not for signal handlers.
Counter& FindOrCreateCounter(absl::string_view name);

}  // namespace telemetry

#endif  // COUNTER_NAMED_COUNTER_H_
