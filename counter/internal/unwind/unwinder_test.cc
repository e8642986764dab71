#include "counter/internal/unwind/unwinder.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <ucontext.h>
#include <unwind.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/types/span.h"
#include "counter/internal/unwind/machine_context.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace counter_internal {
namespace {

using Stack = std::vector<uintptr_t>;

constexpr size_t kMaxFrames = 64;

// The caller's stack.
[[gnu::noinline]] Stack Unwound() {
  Stack stack(kMaxFrames);
  stack.resize(Unwind(CallersRegisters(), absl::MakeSpan(stack)).size);
  return stack;
}

// The caller's stack, for signal handlers, which may not allocate. Returns its size.
[[gnu::noinline]] size_t UnwoundInto(absl::Span<uintptr_t> stack) {
  return Unwind(CallersRegisters(), stack).size;
}

// The caller's stack as the compiler's own unwinder sees it.
[[gnu::noinline]] Stack Reference() {
  Stack stack;
  const auto add = [](_Unwind_Context* context, void* to) {
    int is_executing = 0;
    const uintptr_t pc = _Unwind_GetIPInfo(context, &is_executing);
    if (pc != 0) static_cast<Stack*>(to)->push_back(pc - (is_executing != 0 ? 0 : 1));
    return _URC_NO_REASON;
  };
  _Unwind_Backtrace(add, &stack);
  stack.erase(stack.begin());  // this function
  return stack;
}

// Both stacks from the same place, where only the innermost call differs.
[[gnu::noinline]] void ExpectSameAsReference() {
  Stack stack = Unwound();
  Stack reference = Reference();
  ASSERT_GT(stack.size(), 3u);
  stack.erase(stack.begin());
  reference.erase(reference.begin());
  reference.resize(std::min(reference.size(), stack.size()));
  EXPECT_EQ(stack, reference);
}

TEST(UnwinderTest, AgreesWithTheCompilersUnwinder) { ExpectSameAsReference(); }

[[gnu::noinline]] void Recurse(int depth) {
  if (depth > 0) {
    Recurse(depth - 1);
    asm volatile("");  // not the last call
  } else {
    ExpectSameAsReference();
  }
}

TEST(UnwinderTest, FollowsRecursion) { Recurse(10); }

// A frame that the compiler realigns, and one whose size is unknown at compile time: both need more
// than an offset from the stack pointer.
[[gnu::noinline]] void CallFromUnusualFrame(size_t bytes) {
  alignas(128) char aligned[128];
  char* sized = static_cast<char*>(alloca(bytes));
  asm volatile("" : : "r"(aligned), "r"(sized) : "memory");  // both are needed
  ExpectSameAsReference();
  asm volatile("" : : "r"(aligned), "r"(sized) : "memory");
}

TEST(UnwinderTest, FollowsFramesOfUnusualShape) {
  for (const size_t bytes : {1, 100, 5000}) CallFromUnusualFrame(bytes);
}

TEST(UnwinderTest, FollowsCallsThroughTheCLibrary) {
  int numbers[] = {2, 1};
  qsort(numbers, 2, sizeof(int), [](const void*, const void*) {
    ExpectSameAsReference();
    return 0;
  });
}

TEST(UnwinderTest, StopsWhenThereIsNoMoreRoom) {
  uintptr_t addresses[3] = {0, 0, 77};
  EXPECT_EQ(Unwind(CallersRegisters(), absl::MakeSpan(addresses, 2)).size, 2u);
  EXPECT_EQ(addresses[2], 77u);
}

[[gnu::noinline]] uint64_t HashOfCaller() {
  uintptr_t addresses[64];
  return Unwind(CallersRegisters(), absl::MakeSpan(addresses)).hash;
}

TEST(UnwinderTest, GivesTheSameStackTheSameHash) {
  std::vector<uint64_t> hashes;
  int times = 3;
  asm volatile("" : "+r"(times));  // so that the loop stays a loop
  while (times-- > 0) hashes.push_back(HashOfCaller());
  hashes.push_back(HashOfCaller());
  EXPECT_EQ(hashes[0], hashes[1]);
  EXPECT_EQ(hashes[0], hashes[2]);
  EXPECT_NE(hashes[0], hashes[3]) << "another call, another stack";
}

// What a signal handler found, for a test to examine afterwards.
Stack found_in_handler;
size_t found_size;

void UnwindInHandler(int, siginfo_t*, void* context) {
  volatile size_t size;
  UnwindInterrupted(*static_cast<const ucontext_t*>(context), absl::MakeSpan(found_in_handler),
                    size);
  found_size = size;
}

// The stack that a signal handler finds while `body` raises the signal.
Stack StackAt(int signal, absl::FunctionRef<void()> body) {
  struct sigaction action = {};
  struct sigaction previous;
  action.sa_sigaction = UnwindInHandler;
  action.sa_flags = SA_SIGINFO;
  sigaction(signal, &action, &previous);
  found_in_handler.assign(64, 0);
  body();
  sigaction(signal, &previous, nullptr);
  found_in_handler.resize(found_size);
  return found_in_handler;
}

TEST(UnwinderTest, FindsTheStackThatASignalInterrupted) {
  Stack reference;
  const Stack stack = StackAt(SIGUSR1, [&reference] {
    reference = Reference();
    raise(SIGUSR1);
  });
  // Above the C library's raise() both are the same except for the place of the call.
  ASSERT_GT(stack.size(), reference.size());
  EXPECT_TRUE(std::equal(reference.rbegin(), reference.rend() - 1, stack.rbegin()));
}

uintptr_t found_below_handler[kMaxFrames];
size_t size_below_handler;

TEST(UnwinderTest, CrossesSignalHandlers) {
  struct sigaction action = {};
  struct sigaction previous;
  action.sa_handler = [](int) {
    size_below_handler = UnwoundInto(absl::MakeSpan(found_below_handler));
  };
  sigaction(SIGUSR1, &action, &previous);
  const Stack outside = Unwound();
  raise(SIGUSR1);
  sigaction(SIGUSR1, &previous, nullptr);
  const Stack inside(found_below_handler, found_below_handler + size_below_handler);
  ASSERT_GT(inside.size(), outside.size());
  EXPECT_TRUE(std::equal(outside.rbegin(), outside.rend() - 1, inside.rbegin()));
}

#if defined(__x86_64__)
// A function without call frame information, as a JIT compiler writes it: it keeps a frame pointer
// and calls its argument.
constexpr uint8_t kFunctionWithFramePointer[] = {
    0x55,              // push %rbp
    0x48, 0x89, 0xe5,  // mov %rsp, %rbp
    0xff, 0xd7,        // call *%rdi
    0x5d,              // pop %rbp
    0xc3,              // ret
};

TEST(UnwinderTest, FollowsFramePointersThroughCodeThatNoFileHolds) {
  void* page =
      mmap(nullptr, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(page, MAP_FAILED);
  memcpy(page, kFunctionWithFramePointer, sizeof(kFunctionWithFramePointer));
  const auto function = reinterpret_cast<void (*)(void (*)())>(page);
  Stack reference;
  const Stack stack = StackAt(SIGUSR1, [&] {
    reference = Reference();
    function([] { raise(SIGUSR1); });
  });
  munmap(page, 4096);
  ASSERT_GT(stack.size(), reference.size());
  EXPECT_TRUE(std::equal(reference.rbegin(), reference.rend() - 1, stack.rbegin()));
}
#endif

}  // namespace
}  // namespace counter_internal
}  // namespace telemetry
