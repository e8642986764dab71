#include "counter/internal/unwind/code_object.h"

#include <dlfcn.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>

#if !__GLIBC_PREREQ(2, 35)
#error "stacks need glibc 2.35 or newer, whose _dl_find_object() can be called in signal handlers"
#endif

namespace telemetry {
namespace counter_internal {
namespace {

// The layout of .eh_frame_hdr: version, three encodings, the section's address, the table's size,
// the table. Linux Standard Base, "The .eh_frame_hdr section".
constexpr uint8_t kVersion = 1;
constexpr uint8_t kSizeEncoding = 0x03;   // unsigned, 4 bytes
constexpr uint8_t kTableEncoding = 0x3b;  // signed, 4 bytes, relative to the section
constexpr size_t kSizeOffset = 8;
constexpr size_t kTableOffset = 12;

}  // namespace

std::optional<CodeObject> FindCodeObject(uintptr_t address) noexcept {
  dl_find_object found;
  if (_dl_find_object(reinterpret_cast<void*>(address), &found) != 0) return std::nullopt;
  return CodeObject{.begin = reinterpret_cast<uintptr_t>(found.dlfo_map_start),
                    .end = reinterpret_cast<uintptr_t>(found.dlfo_map_end),
                    .map = found.dlfo_link_map,
                    .eh_frame_header = static_cast<const uint8_t*>(found.dlfo_eh_frame)};
}

std::optional<FrameTable> FrameTable::Of(const CodeObject& object) noexcept {
  const uint8_t* section = object.eh_frame_header;
  if (section == nullptr || section[0] != kVersion || section[2] != kSizeEncoding ||
      section[3] != kTableEncoding) {
    return std::nullopt;
  }
  uint32_t size;
  memcpy(&size, section + kSizeOffset, sizeof(size));
  return FrameTable(section, size);
}

FrameTable::Row FrameTable::At(uint32_t row) const noexcept {
  Row result;
  memcpy(&result, section_ + kTableOffset + row * sizeof(Row), sizeof(Row));
  return result;
}

std::optional<uint32_t> FrameTable::RowOf(uintptr_t address) const noexcept {
  const auto target = static_cast<intptr_t>(address - reinterpret_cast<uintptr_t>(section_));
  uint32_t first = 0;  // rows before it begin at or before the address
  uint32_t last = size_;
  while (first < last) {
    const uint32_t middle = first + (last - first) / 2;
    if (At(middle).begin <= target) {
      first = middle + 1;
    } else {
      last = middle;
    }
  }
  return first == 0 ? std::nullopt : std::optional<uint32_t>(first - 1);
}

const uint8_t* FrameTable::Description(uint32_t row) const noexcept {
  return section_ + At(row).description;
}

}  // namespace counter_internal
}  // namespace telemetry
