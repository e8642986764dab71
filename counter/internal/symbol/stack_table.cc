#include "counter/internal/symbol/stack_table.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "counter/counter.h"

namespace telemetry {
namespace internal {
namespace {

// Immutable once it is in a chain.
struct Stack {
  uint64_t hash;
  std::string title;
  std::vector<uintptr_t> addresses;
  Counter* counter;
  const Stack* next;
};

constexpr size_t kChains = 2048;

// Released by whoever puts a stack at a chain's head, so that whoever acquires it sees the whole
// chain.
constinit std::atomic<const Stack*> chains[kChains];

// Relaxed: a number that is about right will do.
constinit std::atomic<size_t> stack_count{0};

std::atomic<const Stack*>& ChainOf(const StackKey& key) {
  return chains[(key.hash >> 32) % kChains];
}

}  // namespace

Counter* FindStack(const StackKey& key) noexcept {
  for (const Stack* stack = ChainOf(key).load(std::memory_order_acquire); stack != nullptr;
       stack = stack->next) {
    if (stack->hash == key.hash && stack->title == key.title &&
        std::equal(key.addresses.begin(), key.addresses.end(), stack->addresses.begin(),
                   stack->addresses.end())) {
      return stack->counter;
    }
  }
  return nullptr;
}

void AddStack(const StackKey& key, Counter& counter) noexcept {
  std::atomic<const Stack*>& chain = ChainOf(key);
  auto* stack = new Stack{.hash = key.hash,
                          .title = std::string(key.title),
                          .addresses = {key.addresses.begin(), key.addresses.end()},
                          .counter = &counter,
                          .next = chain.load(std::memory_order_relaxed)};
  while (!chain.compare_exchange_weak(stack->next, stack, std::memory_order_release,
                                      std::memory_order_relaxed)) {
  }
  stack_count.fetch_add(1, std::memory_order_relaxed);
}

bool IsStackTableFull() noexcept {
  return stack_count.load(std::memory_order_relaxed) >= kMaxStacks;
}

}  // namespace internal
}  // namespace telemetry
