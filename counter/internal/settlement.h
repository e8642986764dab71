// The protocol that moves a counter onto the current file, and off it again.
//
//   Settlement(steps).Settle();
//
// Any number of threads, and signal handlers in them, may settle a counter at the same time, while
// the opener (Open() or Rotate(), one at a time) stores a different current file and then takes
// every registered counter off its file. Nobody waits for anybody: a thread may stop between any
// two steps for as long as it likes.
//
// A counter has a cell, where additions go: `pending`, which is in memory, or a cell in a file. It
// also has a version, which the opener raises. Cell and version change together.
//
// Invariants:
//
//  1. While the version is V, the cell is `pending` or lies in a file that was current after V
//     began. Settle() loads the version, then the current file, and publishes a cell of that file
//     only if the version is still the same. So a thread that was delayed anywhere in between
//     cannot put the counter back on a file that it was taken off.
//  2. Once the opener is done, no addition that begins then goes to the former file: the cell is
//     not there (1), and a count taken from `pending` goes to a file only if the version had not
//     changed when it was taken; otherwise it is put back.
//  3. Whoever publishes a cell takes the contents of `pending` afterwards, and sets the attention
//     flag there in the same operation. So what an adder that loaded the cell earlier leaves there
//     is carried over, either by the publisher or by the adder, which the flag tells.
//
// What remains of the race: a thread that is delayed after it took a count from `pending`, or after
// it cleared the flag for lack of a file and the opener passed, keeps that count, or what others
// add to `pending`, out of the file until it continues. The count never goes to a wrong file.

#ifndef COUNTER_INTERNAL_SETTLEMENT_H_
#define COUNTER_INTERNAL_SETTLEMENT_H_

#include <cstdint>

namespace telemetry {
namespace counter_internal {

// `Steps` does what touches shared memory, one atomic operation per step. `Steps::Cell` and
// `Steps::File` are like pointers. counter.cc has the steps of a Counter; settlement_model_test.cc
// runs the protocol on other steps, in every order.
template <typename Steps>
class Settlement {
 public:
  using Cell = typename Steps::Cell;
  using File = typename Steps::File;

  explicit Settlement(Steps& steps) : steps_(steps) {}

  // Makes the counter count into the current file, if there is one with room for it, and carries
  // over what it holds in memory. Without a file, counts gather in memory at full speed until there
  // is one. Call it once the counter is registered.
  void Settle() {
    while (!TrySettle()) {
    }
  }

  // The same for a counter that does not fit in the registry, which the opener could not take off a
  // file again. It stays in memory, with the flag set, and each addition comes here to be carried
  // over.
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

  // Takes the counter off its file; another one is already current. The counter's next addition, or
  // this call if it holds counts in memory, finds its place there.
  void Detach() {
    steps_.TakeOff();
    if (steps_.RaiseFlag() != 0) Settle();
  }

 private:
  // False if somebody changed the counter in the meantime.
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

  // `cell` was the counter's cell in `version`.
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

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_SETTLEMENT_H_
