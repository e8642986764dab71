// Runs Settlement, the very code by which counters move between files, on a model of a counter:
// threads that count and one that opens files, one step at a time, in every possible order.

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <utility>
#include <vector>

#include "counter/internal/settlement.h"
#include "gtest/gtest.h"
#include "tests/util/interleavings.h"

namespace telemetry {
namespace counter_internal {
namespace {

// Files are numbers, and so are the counter's cells in them.
constexpr int kMemory = 0;  // also means no file
constexpr int kFiles = 4;
constexpr int kMaxAdders = 2;
constexpr int kMaxPlaces = 100;
constexpr int kNowhere = -1;

// Event number I counts 2^I, so that each file's count tells which events it holds.
using Events = uint64_t;

// What all threads share.
struct Model {
  int current_file = kMemory;
  int cell = kMemory;
  uint64_t version = 0;
  bool flag = true;
  Events pending = 0;
  Events counts[kFiles] = {};
  // The registry: a slot for each thread, as two may register the counter at once, and whose it is.
  bool slots[kMaxAdders] = {};
  int owner = -1;
  // Files that have no room for the counter.
  bool is_full[kFiles] = {};

  // For the test: which events have begun, and which of them had not when the opener left a file.
  Events begun = 0;
  Events begun_when_left[kFiles] = {};
  bool has_left[kFiles] = {};

  template <typename H>
  friend H AbslHashValue(H h, const Model& m) {
    h = H::combine(std::move(h), m.current_file, m.cell, m.version, m.flag, m.pending, m.owner,
                   m.begun);
    for (int i = 0; i < kFiles; ++i) {
      h = H::combine(std::move(h), m.counts[i], m.begun_when_left[i], m.has_left[i]);
    }
    for (const bool slot : m.slots) h = H::combine(std::move(h), slot);
    return h;
  }
};

class ModelSteps {
 public:
  using Cell = int;
  using File = int;

  // `where` identifies the place of a thread at which an attempt to settle depends on nothing that
  // came before; kNowhere if the attempt does depend on that.
  ModelSteps(Model& model, Steps& step, int where) : model_(model), step_(step), where_(where) {}

  Cell Pending() const { return kMemory; }
  uint64_t Version() {
    return version_ = step_([&] { return model_.version; });
  }
  // Each attempt to settle begins with the version, and then this.
  File CurrentFile() {
    if (where_ != kNowhere) step_.Forget(version_ * kMaxPlaces + where_);
    return static_cast<File>(step_([&] { return model_.current_file; }));
  }
  Cell CurrentCell() {
    return static_cast<Cell>(step_([&] { return model_.cell; }));
  }
  Cell FindOrAdd(File file) const { return model_.is_full[file] ? Cell() : file; }  // never changes
  bool Publish(uint64_t version, Cell cell) {
    return step_([&] {
      if (model_.cell != kMemory || model_.version != version) return false;
      model_.cell = cell;
      return true;
    });
  }
  void TakeOff() {
    step_.Do([&] {
      model_.cell = kMemory;
      ++model_.version;
    });
  }
  uint64_t RaiseFlag() {
    return step_([&] {
      model_.flag = true;
      return model_.pending;
    });
  }
  void ClearFlag() {
    step_.Do([&] { model_.flag = false; });
  }
  uint64_t TakePending() {
    return step_([&] {
      model_.flag = true;
      return std::exchange(model_.pending, 0);
    });
  }
  void PutBack(uint64_t count) {
    step_.Do([&] { model_.pending += count; });
  }
  void AddTo(Cell cell, uint64_t count) {
    step_.Do([&] { model_.counts[cell] += count; });
  }

 private:
  Model& model_;
  Steps& step_;
  const int where_;
  uint64_t version_ = 0;
};

using Thread = Interleavings<Model>::Process;

// Counts the events `first`, `first` + 1 and so on, as Counter::Inc() does.
Thread Adder(int thread, int first, int events) {
  return [=](Model& model, Steps& step) {
    for (int event = first; event < first + events; ++event) {
      step.Forget(2 * event);
      ModelSteps steps(model, step, 2 * event + 1);
      const Events bit = Events{1} << event;
      const auto cell = static_cast<int>(step([&] {
        model.begun |= bit;
        return model.cell;
      }));
      if (cell != kMemory) {
        steps.AddTo(cell, bit);
        continue;
      }
      const bool attend = step([&] {
        model.pending += bit;
        return model.flag;
      });
      if (!attend) continue;
      if (step([&] { return model.owner < 0; })) {
        step.Do([&] { model.slots[thread] = true; });
        step.Do([&] {
          if (model.owner < 0) model.owner = thread;
        });
      }
      Settlement(steps).Settle();
    }
  };
}

// The same for a counter that does not fit in the registry.
Thread UnregisteredAdder(int first, int events) {
  return [=](Model& model, Steps& step) {
    ModelSteps steps(model, step, kNowhere);
    for (int event = first; event < first + events; ++event) {
      step.Forget(event);
      const Events bit = Events{1} << event;
      const bool attend = step([&] {
        model.begun |= bit;
        model.pending += bit;
        return model.flag;
      });
      if (attend) Settlement(steps).SettleUnregistered();
    }
  };
}

// Makes each of `files` the current one, as Open() and Rotate() do.
Thread Opener(std::vector<int> files) {
  return [files = std::move(files)](Model& model, Steps& step) {
    for (const int file : files) {
      step.Forget(kMaxPlaces - 1 - file);
      const auto former = static_cast<int>(step([&] {  // nobody else stores it
        return std::exchange(model.current_file, file);
      }));
      for (int slot = 0; slot < kMaxAdders; ++slot) {
        if (!step([&] { return model.slots[slot]; })) continue;
        if (!step([&] { return model.owner == slot; })) continue;
        ModelSteps steps(model, step, kMaxAdders * file + slot);
        Settlement(steps).Detach();
      }
      step.Do([&] {
        model.has_left[former] = true;
        model.begun_when_left[former] = model.begun;
      });
    }
  };
}

// No event is lost or counted twice, and none is in a file that the opener had left when it began.
void Examine(const Model& model, bool all_done) {
  Events counted = 0;
  for (int file = 1; file < kFiles; ++file) {
    ASSERT_EQ(counted & model.counts[file], 0u) << "an event is counted twice";
    counted |= model.counts[file];
    if (!model.has_left[file]) continue;
    ASSERT_EQ(model.counts[file] & ~model.begun_when_left[file], 0u)
        << "an event that began later is in file " << file;
  }
  if (!all_done) return;
  ASSERT_EQ(counted & model.pending, 0u) << "an event is counted twice";
  ASSERT_EQ(counted | model.pending, model.begun) << "an event is lost";
  if (model.current_file != kMemory && !model.is_full[model.current_file]) {
    ASSERT_EQ(model.pending, 0u) << "an event is stranded in memory";
  }
}

Model NewCounter(int current_file = kMemory) {
  Model model;
  model.current_file = current_file;
  return model;
}

// A counter that has already counted into `file`.
Model CounterIn(int file) {
  Model model;
  model.current_file = file;
  model.cell = file;
  model.slots[0] = true;
  model.owner = 0;
  return model;
}

// A counter that gathers in memory for lack of a file.
Model CounterWithoutFile() {
  Model model;
  model.flag = false;
  model.slots[0] = true;
  model.owner = 0;
  return model;
}

Model WithFull(int file, Model model) {
  model.is_full[file] = true;
  return model;
}

struct ModelCase {
  const char* what;
  Model begin;
  std::vector<Thread> threads;
};

TEST(SettlementModelTest, NoOrderOfStepsLosesAnEventOrCountsItInAFileThatWasLeft) {
  const ModelCase kCases[] = {
      {"Open() during a first use", NewCounter(), {Adder(0, 0, 2), Opener({1})}},
      {"Open() during two first uses", NewCounter(), {Adder(0, 0, 1), Adder(1, 1, 1), Opener({1})}},
      {"Open() while two count in memory",
       CounterWithoutFile(),
       {Adder(0, 0, 2), Adder(1, 2, 2), Opener({1})}},
      {"Rotate() during a first use", NewCounter(1), {Adder(0, 0, 3), Opener({2})}},
      {"Rotate() during two first uses",
       NewCounter(1),
       {Adder(0, 0, 1), Adder(1, 1, 1), Opener({2})}},
      {"Rotate() while two count", CounterIn(1), {Adder(0, 0, 2), Adder(1, 2, 2), Opener({2})}},
      {"two Rotate() while two count",
       CounterIn(1),
       {Adder(0, 0, 1), Adder(1, 1, 1), Opener({2, 3})}},
      {"Rotate() to no file and on", CounterIn(1), {Adder(0, 0, 2), Opener({kMemory, 2})}},
      {"Rotate() to a full file and on",
       WithFull(2, CounterIn(1)),
       {Adder(0, 0, 1), Adder(1, 1, 1), Opener({2, 3})}},
      {"Rotate() of a counter without registry",
       NewCounter(1),
       {UnregisteredAdder(0, 2), UnregisteredAdder(2, 1), Opener({2})}},
  };
  for (const ModelCase& c : kCases) {
    SCOPED_TRACE(c.what);
    Interleavings<Model> model(c.threads, Examine);
    model.Explore(c.begin);
    EXPECT_GT(model.endings(), 1u);
    printf("%-50s %8zu states, %zu of them endings\n", c.what, model.states(), model.endings());
  }
}

}  // namespace
}  // namespace counter_internal
}  // namespace telemetry
