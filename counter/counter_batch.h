// CounterBatch makes counting in a hot loop nearly free, from any number of threads.
//
//   void Scan(absl::Span<const Record> records) {        // runs in many threads
//     telemetry::CounterBatch matches(matches_counter);
//     for (const Record& record : records) {
//       if (Matches(record)) matches.Inc();
//     }
//   }                                                    // the rest is counted here
//
// It counts in a plain integer, which stays in a register or in the thread's own cache line, and
// adds that to its counter every kFoldEvery events and when it goes out of scope. Counter::Inc()
// costs an atomic addition each time, several times slower when threads share the counter.
//
// The price: events that a batch has not yet added, at most kFoldEvery - 1, are lost if the process
// is killed, exits, or executes another program while the batch lives.
//
// A batch belongs to one thread. In a child that is forked while it lives, call Discard(): the
// child's copy holds events that the parent will add.

#ifndef COUNTER_COUNTER_BATCH_H_
#define COUNTER_COUNTER_BATCH_H_

#include <cstdint>

#include "absl/base/optimization.h"
#include "counter/counter.h"

namespace telemetry {

class CounterBatch {
 public:
  static constexpr uint64_t kFoldEvery = 1024;

  // `counter` must outlive the batch.
  explicit CounterBatch(Counter& counter) noexcept : counter_(counter) {}
  CounterBatch(const CounterBatch&) = delete;
  CounterBatch& operator=(const CounterBatch&) = delete;
  ~CounterBatch() { Fold(); }

  // Counts one event, or `n` events. An `n` of 2^63 or more counts nothing, as in Counter::Add().
  void Inc() noexcept { Add(1); }
  void Add(uint64_t n) noexcept {
    if (ABSL_PREDICT_FALSE(n >= kFoldEvery - events_)) {
      counter_.Add(n);
      Fold();
    } else {
      events_ += n;
    }
  }

  // Adds what was counted so far to the counter.
  void Fold() noexcept {
    if (events_ != 0) counter_.Add(events_);
    events_ = 0;
  }

  // Forgets what was counted since the last fold.
  void Discard() noexcept { events_ = 0; }

 private:
  Counter& counter_;
  // Less than kFoldEvery.
  uint64_t events_ = 0;
};

}  // namespace telemetry

#endif  // COUNTER_COUNTER_BATCH_H_
