#include "counter/stack_counter.h"

#include <errno.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <string>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "counter/counter.h"
#include "counter/internal/heap_counter.h"
#include "counter/internal/no_cancellation.h"
#include "counter/internal/symbol/stack_table.h"
#include "counter/internal/symbol/symbolizer.h"
#include "counter/internal/unwind/machine_context.h"
#include "counter/internal/unwind/unwinder.h"
#include "storage/mapped_file/sandbox_state.h"
#include "storage/stack/function_name.h"
#include "storage/stack/stack_format.h"
#include "storage/stack/stack_frame.h"
#include "storage/stack/stack_name.h"

namespace telemetry {
namespace {

// What naming a stack needs: too large for a thread's stack.
struct Naming {
  explicit Naming(absl::string_view title) : name(title) {}

  counter_internal::Symbolizer symbolizer;
  StackName name;
};

// A counter named after the stack. Null if out of memory.
Counter* NewCounter(const counter_internal::StackKey& key) {
  const std::unique_ptr<Naming> naming(new (std::nothrow) Naming(key.title));
  if (naming == nullptr) return nullptr;
  const auto files = MayMakeSystemCalls() ? counter_internal::SymbolFiles::kRead
                                          : counter_internal::SymbolFiles::kLeaveAlone;
  for (StackFrame frame : naming->symbolizer.Symbolize(key.addresses, files)) {
    const std::string function = ReadableFunctionName(frame.function);
    frame.function = function;
    naming->name.Add(frame);
  }
  return counter_internal::NewHeapCounter(naming->name.Finish(), "");
}

// The counter of a stack that is not in the table. Null if out of memory.
Counter* AddNewStack(const counter_internal::StackKey& key) {
  Counter* counter = NewCounter(key);
  if (counter == nullptr || counter_internal::AddStack(key, *counter)) return counter;
  counter_internal::FreeHeapCounter(counter);
  return nullptr;
}

}  // namespace

Counter* StackCounter::OverflowCounter() noexcept {
  // Acquire and release: whoever finds a counter finds it constructed.
  Counter* found = overflow_counter_.load(std::memory_order_acquire);
  if (found != nullptr) return found;
  Counter* made = counter_internal::NewHeapCounter(name_, stack_format::kTruncated);
  if (made == nullptr || overflow_counter_.compare_exchange_strong(
                             found, made, std::memory_order_acq_rel, std::memory_order_acquire)) {
    return made;
  }
  counter_internal::FreeHeapCounter(made);
  return found;
}

void StackCounter::CountCaller() noexcept {
  uintptr_t addresses[kMaxDepth];
  const counter_internal::UnwindResult stack = counter_internal::Unwind(
      counter_internal::CallersRegisters(), absl::MakeSpan(addresses, depth_));
  const counter_internal::StackKey key = {
      .hash = stack.hash, .title = name_, .addresses = {addresses, stack.size}};
  Counter* counter = counter_internal::FindStack(key);
  if (ABSL_PREDICT_FALSE(counter == nullptr)) {
    const int error_number = errno;
    const counter_internal::NoCancellation no_cancellation;
    // Created at the first use, although it may never be needed, so that counting allocates nothing
    // once the table is full.
    Counter* overflow = OverflowCounter();
    if (!counter_internal::IsStackTableFull()) counter = AddNewStack(key);
    if (counter == nullptr) counter = overflow;
    errno = error_number;
  }
  if (ABSL_PREDICT_TRUE(counter != nullptr)) counter->Inc();
}

}  // namespace telemetry
