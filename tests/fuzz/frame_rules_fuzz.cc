// Any bytes as call frame information in memory: reading a rule ends, and stays within the entries.

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>

#include "counter/internal/unwind/frame_description.h"
#include "counter/internal/unwind/frame_rule.h"
#include "tests/fuzz/fuzz_check.h"

namespace telemetry {
namespace {

// Whether an entry that begins at `offset` ends within `size` bytes. Entries lie in a section, so
// what is read trusts their lengths.
bool HasEntry(const uint8_t* section, size_t size, size_t offset) {
  if (offset > size || size - offset < sizeof(uint32_t)) return false;
  uint32_t length;
  memcpy(&length, section + offset, sizeof length);
  return length == 0xffffffff || length <= size - offset - sizeof length;
}

bool IsWithin(const uint8_t* at, const uint8_t* section, size_t size) {
  return at == nullptr || (at >= section && at < section + size);
}

void CheckRules(const uint8_t* section, size_t size, size_t offset) {
  const uint8_t* entry = section + offset;
  if (!HasEntry(section, size, offset) || size - offset < 2 * sizeof(uint32_t)) return;
  uint32_t distance;
  memcpy(&distance, entry + sizeof distance, sizeof distance);
  if (distance > offset + sizeof distance) return;
  if (!HasEntry(section, size, offset + sizeof distance - distance)) return;
  const std::optional<counter_internal::FrameDescription> description =
      counter_internal::ReadFrameDescription(entry);
  if (!description.has_value()) return;
  const uintptr_t length = description->end - description->begin;
  for (const uintptr_t address : {description->begin, description->begin + length / 2,
                                  description->end - 1, description->end}) {
    const std::optional<counter_internal::FrameRule> rule =
        counter_internal::FrameRuleAt(entry, address);
    if (!rule.has_value()) continue;
    Check(IsWithin(rule->cfa_expression, section, size) &&
              IsWithin(rule->fp_expression, section, size),
          "an expression is outside of the section");
  }
}

}  // namespace
}  // namespace telemetry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 1) return 0;
  // A copy of that size: the sanitizer sees each read beyond it. The first byte says where the entry
  // of a function begins; the common one usually comes before it.
  const size_t section_bytes = size - 1;
  const std::unique_ptr<uint8_t[]> section(new uint8_t[section_bytes]);
  if (section_bytes > 0) memcpy(section.get(), data + 1, section_bytes);
  telemetry::CheckRules(section.get(), section_bytes, data[0]);
  return 0;
}
