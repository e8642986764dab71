#include "counter/internal/symbol/stack_table.h"

#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "counter/counter.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace counter_internal {
namespace {

// Each test has its own stacks, distinguished by the title.
constinit Counter first("first");
constinit Counter second("second");

TEST(StackTableTest, FindsWhatWasAdded) {
  const uintptr_t addresses[] = {1, 2, 3};
  const StackKey key = {.hash = 7, .title = "finds", .addresses = addresses};
  EXPECT_EQ(FindStack(key), nullptr);
  AddStack(key, first);
  EXPECT_EQ(FindStack(key), &first);
}

TEST(StackTableTest, TellsStacksApartByTitleAddressesAndHash) {
  const uintptr_t addresses[] = {1, 2, 3};
  const uintptr_t others[] = {1, 2, 4};
  AddStack({.hash = 7, .title = "apart", .addresses = addresses}, first);
  EXPECT_EQ(FindStack({.hash = 7, .title = "other", .addresses = addresses}), nullptr);
  EXPECT_EQ(FindStack({.hash = 7, .title = "apart", .addresses = others}), nullptr);
  EXPECT_EQ(FindStack({.hash = 7, .title = "apart", .addresses = {addresses, 2}}), nullptr);
  EXPECT_EQ(FindStack({.hash = 8, .title = "apart", .addresses = addresses}), nullptr);
  AddStack({.hash = 7, .title = "apart", .addresses = others}, second);
  EXPECT_EQ(FindStack({.hash = 7, .title = "apart", .addresses = addresses}), &first);
  EXPECT_EQ(FindStack({.hash = 7, .title = "apart", .addresses = others}), &second);
}

TEST(StackTableTest, CopiesWhatItKeeps) {
  std::string title = "copies";
  std::vector<uintptr_t> addresses = {5, 6};
  AddStack({.hash = 9, .title = title, .addresses = addresses}, first);
  title.assign("xxxxxx");
  addresses.assign(2, 0);
  const uintptr_t same[] = {5, 6};
  EXPECT_EQ(FindStack({.hash = 9, .title = "copies", .addresses = same}), &first);
}

TEST(StackTableTest, TakesStacksFromSeveralThreads) {
  constexpr uintptr_t kStacks = 200;
  const auto add_all = [] {
    for (uintptr_t i = 0; i < kStacks; ++i) {
      const StackKey key = {.hash = i % 3, .title = "threads", .addresses = {&i, 1}};
      if (FindStack(key) == nullptr) AddStack(key, first);
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back(add_all);
  for (std::thread& thread : threads) thread.join();
  for (uintptr_t i = 0; i < kStacks; ++i) {
    EXPECT_EQ(FindStack({.hash = i % 3, .title = "threads", .addresses = {&i, 1}}), &first);
  }
}

TEST(StackTableTest, SaysWhenItIsFull) {
  EXPECT_FALSE(IsStackTableFull());
  for (uintptr_t i = 0; i < kMaxStacks; ++i) {
    AddStack({.hash = i << 32, .title = "full", .addresses = {&i, 1}}, first);
  }
  EXPECT_TRUE(IsStackTableFull());
}

}  // namespace
}  // namespace counter_internal
}  // namespace telemetry
