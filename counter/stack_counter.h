// A counter of events by the stack that they happen on.
//
//   telemetry::StackCounter bugs("mytool/bug", 16);      // a global; no constructor runs
//
//   if (!invariant) bugs.Inc();
//
// Each distinct stack of at most `depth` frames counts on its own, under a name that has the
// counter's name and then a line for each frame, innermost first: object, function, offset (see
// counter_file_format.md). A name holds no address that depends on where the program was loaded,
// no path, no argument and no data. Source lines are found later, from the program's debug
// information, by `gotelemetry symbolize`.
//
// Choose `depth` small: 5 to 16 frames tell what leads to a place, and everything deeper makes
// more stacks of one event. Up to 4096 stacks are told apart in a process; those that come later,
// and those that there is no memory for, count together as a stack that is `truncated`.
//
// Cost of an Inc() on a stack that was counted before: some 15 ns and 5 ns a frame, without a lock,
// a system call or an allocation. The first time, functions are looked up in the symbol tables of
// the files that the program was loaded from, which takes milliseconds in a large one. Not so once
// the program has put itself into a sandbox (PrepareForSandbox() in open.h): there a new stack is
// counted by offset, without the names of its functions.
//
// Works with and without frame pointers: see README.md.
//
// Thread-safe, without locks; leaves errno alone; no cancellation point. Async-signal-safe on
// stacks that were counted before, and on any once 4096 were; the first time is not, as it
// allocates.
//
// Lifetime: as Counter's.

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

  // `name` is "chart", 1 to 4096 bytes without a newline, and outlives the counter: a literal. Of
  // each stack the innermost `depth` frames count: at least one, at most kMaxDepth.
  constexpr StackCounter(absl::string_view name, size_t depth) noexcept
      : name_(name), depth_(std::clamp<size_t>(depth, 1, kMaxDepth)) {}

  StackCounter(const StackCounter&) = delete;
  StackCounter& operator=(const StackCounter&) = delete;

  // Counts one event on the stack of the caller.
  void Inc() noexcept {
    CountCaller();
    // A call that is the caller's last would take the caller off the stack.
    ABSL_BLOCK_TAIL_CALL_OPTIMIZATION();
  }

  absl::string_view name() const { return name_; }
  size_t depth() const { return depth_; }

 private:
  [[gnu::noinline]] void CountCaller() noexcept;
  // The counter of all stacks that have none of their own. Null if there is no memory.
  Counter* Others() noexcept;

  const absl::string_view name_;
  const size_t depth_;
  // Null before the first use.
  std::atomic<Counter*> others_{nullptr};
};

}  // namespace telemetry

#endif  // COUNTER_STACK_COUNTER_H_
