// The protocol by which a counter comes to count into the current file, and off it again.
//
//   Settlement(steps).Settle();
//
// Any number of threads, and signal handlers in them, settle a counter at the same time, while the
// opener (Open() or Rotate(), one at a time) stores another current file and then takes every
// registered counter off the file that it counts into. Nobody waits for anybody: a thread may stop
// between any two steps for as long as it likes.
//
// A counter has a cell, where additions go: `pending`, which is in memory, or one in a file. And it
// has a version, which the opener raises. Cell and version change as one.
//
// Invariants:
//
//  1. While the version is V, the cell is `pending` or lies in a file that was current after V began.
//     Settle() loads the version, then the current file, and publishes a cell of that file only if
//     the version is still the same. So a thread that was held up anywhere in between cannot bring
//     the counter back to a file that it was taken off.
//  2. Once the opener is through, no addition that begins then goes to the former file: the cell is
//     not there (1), and what is taken from `pending` goes to a file only if the version had not
//     changed when it was taken; else it is put back.
//  3. Whoever publishes a cell takes what is in `pending` afterwards, and raises the attention flag
//     there by the same operation. So what an adder leaves there that loaded the cell before is
//     carried over: by the publisher, or by the adder, whom the flag tells.
//
// What is left of the race: a thread that is held up after it took a count from `pending`, or after
// it cleared the flag for want of a file and the opener came through, keeps that count, or what
// others add to `pending`, out of the file until it goes on. It comes to no wrong file.

#ifndef COUNTER_INTERNAL_SETTLEMENT_H_
#define COUNTER_INTERNAL_SETTLEMENT_H_

#include <cstdint>

namespace telemetry {
namespace internal {

// `Steps` does what touches shared memory, one atomic operation each. `Steps::Cell` and
// `Steps::File` are like pointers. counter.cc has the steps of a Counter; settlement_model_test.cc
// runs the protocol on others in every order.
template <typename Steps>
class Settlement {
 public:
  using Cell = typename Steps::Cell;
  using File = typename Steps::File;

  explicit Settlement(Steps& steps) : steps_(steps) {}

  // Lets the counter count into the current file, if there is one with room for it, and carries over
  // what it holds in memory. Without a file, counts gather in memory at full speed until the next
  // one. To be called when the counter has been registered.
  void Settle() {
    while (!TrySettle()) {
    }
  }

  // The same for a counter that the registry has no room for, which the opener cannot take off a
  // file again: it stays in memory, with the flag, and each addition comes here to be carried over.
  void SettleUnregistered() {
    for (;;) {
      const File file = steps_.CurrentFile();
      const Cell cell = file == File() ? Cell() : steps_.FindOrAdd(file);
      if (cell == Cell()) return;
      const uint64_t count = steps_.TakePending();
      if (count == 0) return;
      if (steps_.CurrentFile() == file) return steps_.AddTo(cell, count);
      steps_.PutBack(count);
    }
  }

  // Takes the counter off its file, for another one that is current already. Its next addition, or
  // this call if it holds counts in memory, finds its place there.
  void Detach() {
    steps_.TakeOff();
    if (steps_.RaiseFlag() != 0) Settle();
  }

 private:
  // False if somebody changed the counter meanwhile.
  bool TrySettle() {
    const uint64_t version = steps_.Version();  // before the file: invariant 1
    const File file = steps_.CurrentFile();
    Cell cell = steps_.CurrentCell();
    if (cell == steps_.Pending()) {
      cell = file == File() ? Cell() : steps_.FindOrAdd(file);
      if (cell == Cell()) return StayInMemory(version);
      if (!steps_.Publish(version, cell)) return false;
    }
    return CarryOver(version, cell);
  }

  bool StayInMemory(uint64_t version) {
    steps_.ClearFlag();
    // Unless the opener has been here, or another thread has found a place in the file.
    return steps_.CurrentCell() == steps_.Pending() && steps_.Version() == version;
  }

  // `cell` was the counter's in `version`.
  bool CarryOver(uint64_t version, Cell cell) {
    const uint64_t count = steps_.TakePending();
    if (count == 0) return true;
    if (steps_.Version() != version) {
      steps_.PutBack(count);
      return false;
    }
    steps_.AddTo(cell, count);
    return true;
  }

  Steps& steps_;
};

}  // namespace internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_SETTLEMENT_H_
