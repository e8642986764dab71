// A counter of events by call stack.
//
//   telemetry::StackCounter bugs("mytool/bug", 16);      // a global; no constructor runs
//
//   if (!invariant) bugs.Inc();
//
// Each distinct stack of at most `depth` frames has its own count. Its name is the counter's name
// and then one line per frame, innermost first: object, function, offset (see
// counter_file_format.md). A name holds no address that depends on where the program was loaded, no
// path, no argument and no data. `gotelemetry symbolize` later finds source lines from the
// program's debug information.
//
// Keep `depth` small: 5 to 16 frames tell how a place was reached, and anything deeper only splits
// one event into more stacks. A process tells up to 4096 stacks apart. Later ones, and those for
// which there is no memory, are counted together as a `truncated` stack.
//
// Cost of Inc() on a stack that was counted before: some 15 ns plus 5 ns per frame, without a lock,
// a system call or an allocation. The first time, functions are looked up in the symbol tables of
// the program's files, which takes milliseconds in a large program. In a sandbox
// (PrepareForSandbox() in open.h) a new stack is counted by offset instead, without function names.
//
// Works with and without frame pointers: see README.md.
//
// Thread-safe and lock-free; leaves errno alone; not a cancellation point. Async-signal-safe on
// stacks that were counted before, and on any stack once 4096 were. The first count of a stack is
// not, as it allocates.
//
// Lifetime: as for Counter.

#ifndef COUNTER_STACK_COUNTER_H_
#define COUNTER_STACK_COUNTER_H_

#include <algorithm>
#include <atomic>
#include <cstddef>

#include "absl/base/optimization.h"
#include "absl/strings/string_view.h"
#include "counter/counter.h"

namespace telemetry {

class StackCounter {
 public:
  static constexpr size_t kMaxDepth = 64;

  // `name` is "chart", 1 to 4096 bytes without a newline, and must outlive the counter: use a
  // literal. The innermost `depth` frames of each stack count: at least one, at most kMaxDepth.
  constexpr StackCounter(absl::string_view name, size_t depth) noexcept
      : name_(name), depth_(std::clamp<size_t>(depth, 1, kMaxDepth)) {}

  StackCounter(const StackCounter&) = delete;
  StackCounter& operator=(const StackCounter&) = delete;

  // Counts one event on the stack of the caller.
  void Inc() noexcept {
    CountCaller();
    // As a tail call, CountCaller() would find the caller's frame gone.
    ABSL_BLOCK_TAIL_CALL_OPTIMIZATION();
  }

  absl::string_view name() const { return name_; }
  size_t depth() const { return depth_; }

 private:
  [[gnu::noinline]] void CountCaller() noexcept;
  // The counter for stacks that have none of their own. Null if out of memory.
  Counter* OverflowCounter() noexcept;

  const absl::string_view name_;
  const size_t depth_;
  // Null before the first use.
  std::atomic<Counter*> overflow_counter_{nullptr};
};

}  // namespace telemetry

#endif  // COUNTER_STACK_COUNTER_H_
