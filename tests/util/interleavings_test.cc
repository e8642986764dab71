#include "tests/util/interleavings.h"

#include <cstddef>
#include <cstdint>
#include <set>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace telemetry {
namespace {

struct Shared {
  uint64_t value = 0;

  template <typename H>
  friend H AbslHashValue(H h, const Shared& shared) {
    return H::combine(std::move(h), shared.value);
  }
};

void LoadAndStore(Shared& shared, Steps& step) {
  const uint64_t value = step([&] { return shared.value; });
  step.Do([&] { shared.value = value + 1; });
}

void Add(Shared& shared, Steps& step) {
  step.Do([&] { ++shared.value; });
}

std::set<uint64_t> ResultsOf(std::vector<Interleavings<Shared>::Process> processes) {
  std::set<uint64_t> results;
  Interleavings<Shared> model(std::move(processes), [&](const Shared& shared, bool all_done) {
    if (all_done) results.insert(shared.value);
  });
  model.Explore(Shared());
  return results;
}

TEST(InterleavingsTest, FindsTheOrderThatLosesAnAddition) {
  EXPECT_EQ(ResultsOf({LoadAndStore, LoadAndStore}), (std::set<uint64_t>{1, 2}));
  EXPECT_EQ(ResultsOf({LoadAndStore, LoadAndStore, LoadAndStore}), (std::set<uint64_t>{1, 2, 3}));
}

TEST(InterleavingsTest, FindsOneResultWhereStepsAreAtomic) {
  EXPECT_EQ(ResultsOf({Add, Add, Add}), (std::set<uint64_t>{3}));
}

TEST(InterleavingsTest, ShowsStatesInWhichSomeHaveNotEnded) {
  int unfinished = 0;
  Interleavings<Shared> model({Add, LoadAndStore},
                              [&](const Shared&, bool all_done) { unfinished += !all_done; });
  model.Explore(Shared());
  EXPECT_GT(unfinished, 1);
  EXPECT_LT(static_cast<size_t>(unfinished), model.states());
}

TEST(InterleavingsTest, IsSmallerWhereAProcessForgets) {
  const auto states = [](bool forgets) {
    const auto reader = [forgets](Shared& shared, Steps& step) {
      for (int i = 0; i < 3; ++i) {
        if (forgets) step.Forget(i);
        step([&] { return shared.value; });
      }
    };
    Interleavings<Shared> model({reader, Add, Add}, [](const Shared&, bool) {});
    model.Explore(Shared());
    EXPECT_GE(model.endings(), 1u);
    return model.states();
  };
  EXPECT_LT(states(true), states(false));
}

}  // namespace
}  // namespace telemetry
