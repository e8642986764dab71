#include "counter/internal/heap_counter.h"

#include <algorithm>
#include <new>

#include "absl/strings/string_view.h"
#include "counter/counter.h"

namespace telemetry {
namespace counter_internal {

static_assert(alignof(Counter) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__);

Counter* NewHeapCounter(absl::string_view title, absl::string_view rest) noexcept {
  // The name follows its counter in memory.
  const size_t name_bytes = title.size() + rest.size();
  void* memory = ::operator new(sizeof(Counter) + name_bytes, std::nothrow);
  if (memory == nullptr) return nullptr;
  char* const name = static_cast<char*>(memory) + sizeof(Counter);
  std::copy(rest.begin(), rest.end(), std::copy(title.begin(), title.end(), name));
  return new (memory) Counter(absl::string_view(name, name_bytes));
}

void FreeHeapCounter(Counter* counter) noexcept { ::operator delete(counter); }

}  // namespace counter_internal
}  // namespace telemetry
