#include "counter/stack_counter.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "counter/counter.h"
#include "counter/internal/symbol/stack_name.h"
#include "counter/internal/symbol/stack_table.h"
#include "counter/internal/symbol/symbolizer.h"
#include "counter/internal/unwind/machine_context.h"
#include "counter/internal/unwind/unwinder.h"
#include "counter/named_counter.h"
#include "storage/function_name.h"

namespace telemetry {
namespace {

// What stacks count as that have no place in the table.
constexpr absl::string_view kOtherStacks = "\ntruncated\n";

std::string NameOf(absl::string_view title, absl::Span<const uintptr_t> addresses) {
  const auto symbolizer = std::make_unique<internal::Symbolizer>();
  const auto name = std::make_unique<internal::StackName>(title);
  for (const internal::FrameSymbol& frame : symbolizer->Symbolize(addresses)) {
    name->Add(frame, ReadableFunctionName(frame.function));
  }
  return std::string(name->Finish());
}

Counter& NewCounter(const internal::StackKey& key) {
  if (internal::IsStackTableFull()) {
    return FindOrCreateCounter(absl::StrCat(key.title, kOtherStacks));
  }
  Counter& counter = FindOrCreateCounter(NameOf(key.title, key.addresses));
  internal::AddStack(key, counter);
  return counter;
}

}  // namespace

void StackCounter::CountCaller() noexcept {
  uintptr_t addresses[kMaxDepth];
  const internal::UnwindResult stack =
      internal::Unwind(internal::CallersRegisters(), absl::MakeSpan(addresses, depth_));
  const internal::StackKey key = {
      .hash = stack.hash, .title = name_, .addresses = {addresses, stack.size}};
  Counter* counter = internal::FindStack(key);
  if (ABSL_PREDICT_FALSE(counter == nullptr)) counter = &NewCounter(key);
  counter->Inc();
}

}  // namespace telemetry
