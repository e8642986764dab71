#include "counter/internal/symbol/stack_table.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <new>

#include "counter/counter.h"

namespace telemetry {
namespace counter_internal {
namespace {

// Immutable once it is in a chain. What the key refers to follows it in memory.
struct Stack {
  StackKey key;
  Counter* counter;
  const Stack* next;
};

constexpr size_t kChains = 2048;

// Released by whoever puts a stack at a chain's head, so that whoever acquires the head sees the
// whole chain.
constinit std::atomic<const Stack*> chains[kChains];

// Relaxed: an approximate number is enough.
constinit std::atomic<size_t> stack_count{0};

std::atomic<const Stack*>& ChainOf(const StackKey& key) {
  return chains[(key.hash >> 32) % kChains];
}

}  // namespace

Counter* FindStack(const StackKey& key) noexcept {
  for (const Stack* stack = ChainOf(key).load(std::memory_order_acquire); stack != nullptr;
       stack = stack->next) {
    if (stack->key.hash == key.hash && stack->key.title == key.title &&
        stack->key.addresses == key.addresses) {
      return stack->counter;
    }
  }
  return nullptr;
}

bool AddStack(const StackKey& key, Counter& counter) noexcept {
  const size_t addresses_bytes = key.addresses.size() * sizeof(uintptr_t);
  void* memory = ::operator new(sizeof(Stack) + addresses_bytes + key.title.size(), std::nothrow);
  if (memory == nullptr) return false;
  char* const behind = static_cast<char*>(memory) + sizeof(Stack);
  auto* const addresses = reinterpret_cast<uintptr_t*>(behind);
  char* const title = behind + addresses_bytes;
  std::copy(key.addresses.begin(), key.addresses.end(), addresses);
  std::copy(key.title.begin(), key.title.end(), title);

  std::atomic<const Stack*>& chain = ChainOf(key);
  auto* stack = new (memory) Stack{.key = {.hash = key.hash,
                                           .title = {title, key.title.size()},
                                           .addresses = {addresses, key.addresses.size()}},
                                   .counter = &counter,
                                   .next = chain.load(std::memory_order_relaxed)};
  while (!chain.compare_exchange_weak(stack->next, stack, std::memory_order_release,
                                      std::memory_order_relaxed)) {
  }
  stack_count.fetch_add(1, std::memory_order_relaxed);
  return true;
}

bool IsStackTableFull() noexcept {
  return stack_count.load(std::memory_order_relaxed) >= kMaxStacks;
}

}  // namespace counter_internal
}  // namespace telemetry
