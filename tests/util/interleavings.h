// Runs processes or threads that share state in every order of their steps, to model a protocol
// exhaustively.
//
//   struct Shared { int value = 0; };
//
//   void Increment(Shared& shared, Steps& step) {
//     const uint64_t value = step([&] { return shared.value; });
//     step([&] { return shared.value = value + 1; });
//   }
//
//   Interleavings<Shared> model({Increment, Increment}, [](const Shared& shared, bool all_done) {
//     if (all_done) EXPECT_EQ(shared.value, 2);              // fails: there are two orders
//   });
//   model.Explore(Shared());
//
// Each process is replayed from its start. What its past steps returned is its history and, since
// its code is deterministic, its whole state. Two paths that lead to the same shared state and the
// same histories have the same future, which is explored once. Memory is sequentially consistent
// here: why the memory orders of the real atomics suffice has to be argued where they are used.

#ifndef TESTS_UTIL_INTERLEAVINGS_H_
#define TESTS_UTIL_INTERLEAVINGS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/hash/hash.h"
#include "gtest/gtest.h"

namespace telemetry {

// What the steps of a process returned, and how much of it still matters: see Steps::Forget().
struct History {
  std::vector<uint64_t> returned;
  size_t forgotten = 0;
  uint64_t where = 0;

  template <typename H>
  friend H AbslHashValue(H h, const History& history) {
    for (size_t i = history.forgotten; i < history.returned.size(); ++i) {
      h = H::combine(std::move(h), history.returned[i]);
    }
    return H::combine(std::move(h), history.returned.size() - history.forgotten, history.where);
  }
};

// A process makes its steps through this. Reading shared state outside of a step, or keeping
// anything outside local variables, breaks the model.
class Steps {
 public:
  Steps(History& history, int new_steps) : history_(history), new_steps_(new_steps) {}

  // Thrown when a process has made its new steps and asks for another.
  struct Paused {};

  // Does a step, or, if the process is being replayed and did it already, returns what it returned
  // then.
  template <typename Act>
  uint64_t operator()(Act act) {
    if (next_ == history_.returned.size()) {
      if (new_steps_-- == 0) throw Paused();
      history_.returned.push_back(static_cast<uint64_t>(act()));
    }
    return history_.returned[next_++];
  }

  // The same for a step that returns nothing.
  template <typename Act>
  void Do(Act act) {
    (*this)([&act] {
      act();
      return 0;
    });
  }

  // Declares that, apart from the shared state, everything the process does from here on depends
  // only on its position `where` and on nothing that it has read so far. Without this the model is
  // correct but larger.
  void Forget(uint64_t where) {
    history_.where = where;
    history_.forgotten = next_;
  }

 private:
  History& history_;
  size_t next_ = 0;
  int new_steps_;
};

// `State` must be copyable and have AbslHashValue(). Exploration stops at the first failed
// expectation.
template <typename State>
class Interleavings {
 public:
  using Process = std::function<void(State&, Steps&)>;
  // Called with each reachable state and whether every process has ended in it. A state in which
  // some have not is what killing those leaves behind.
  using Examine = std::function<void(const State&, bool all_done)>;

  Interleavings(std::vector<Process> processes, Examine examine)
      : processes_(std::move(processes)), examine_(std::move(examine)) {}

  void Explore(const State& begin) { Explore(begin, std::vector<Progress>(processes_.size())); }

  size_t states() const { return seen_.size(); }
  // Number of states in which every process has ended.
  size_t endings() const { return endings_; }

  // Runs one process alone to its end.
  static void RunAlone(const Process& process, State& state) {
    constexpr int kMoreThanEnough = 1000;
    History history;
    Steps steps(history, kMoreThanEnough);
    try {
      process(state, steps);
    } catch (const Steps::Paused&) {
      ADD_FAILURE() << "a process alone does not come to an end";
    }
  }

 private:
  struct Progress {
    History history;
    bool done = false;
  };

  void Explore(const State& state, const std::vector<Progress>& progress) {
    if (::testing::Test::HasFailure()) return;
    if (!seen_.insert(KeyOf(state, progress)).second) return;
    bool all_done = true;
    for (const Progress& process : progress) all_done = all_done && process.done;
    examine_(state, all_done);
    endings_ += all_done;
    for (size_t i = 0; i < progress.size(); ++i) {
      if (progress[i].done) continue;
      State next_state = state;
      std::vector<Progress> next = progress;
      next[i].done = Advance(processes_[i], next_state, next[i].history);
      Explore(next_state, next);
    }
  }

  // Makes one step. Returns whether it was the last.
  static bool Advance(const Process& process, State& state, History& history) {
    Steps steps(history, 1);
    try {
      process(state, steps);
    } catch (const Steps::Paused&) {
      return false;
    }
    return true;
  }

  // A 64-bit hash of a state: among a million states, the probability that two collide is below
  // 10^-7.
  static uint64_t KeyOf(const State& state, const std::vector<Progress>& progress) {
    uint64_t key = absl::HashOf(state);
    for (const Progress& process : progress) {
      key = absl::HashOf(key, process.history, process.done);
    }
    return key;
  }

  const std::vector<Process> processes_;
  const Examine examine_;
  absl::flat_hash_set<uint64_t> seen_;
  size_t endings_ = 0;
};

}  // namespace telemetry

#endif  // TESTS_UTIL_INTERLEAVINGS_H_
