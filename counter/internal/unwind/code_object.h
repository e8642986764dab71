// The loaded program and shared libraries, as objects that hold code.

#ifndef COUNTER_INTERNAL_UNWIND_CODE_OBJECT_H_
#define COUNTER_INTERNAL_UNWIND_CODE_OBJECT_H_

#include <dlfcn.h>
#include <link.h>

#include <cstddef>
#include <cstdint>
#include <optional>

namespace telemetry {
namespace counter_internal {

// A loaded object. Its memory belongs to the dynamic loader: it lives until the object is unloaded,
// which cannot happen while its code is on a stack.
struct CodeObject {
  // Where it is mapped, with holes; for a statically linked program, its code.
  uintptr_t begin;
  uintptr_t end;
  const link_map* map;
  // Its .eh_frame_hdr section.
  const uint8_t* eh_frame_header;

  // Whether it is the program itself, which is the only object that the loader has no name for.
  bool is_program() const noexcept { return map->l_name[0] == '\0'; }

  // What to add to the addresses in its file.
  uintptr_t load_bias() const noexcept { return map->l_addr; }
};

// The object that holds `address`, which may be the program itself; empty for code that no file
// holds. Lock-free and async-signal-safe (glibc 2.35), 4 to 7 ns.
std::optional<CodeObject> FindCodeObject(uintptr_t address) noexcept;

// An object's frame descriptions by address: the sorted table in .eh_frame_hdr.
class FrameTable {
 public:
  // Empty if the object has no table, or one in a form that linkers do not write.
  static std::optional<FrameTable> Of(const CodeObject& object) noexcept;

  // The row whose function begins last at or before `address`; empty if there is none.
  std::optional<uint32_t> RowOf(uintptr_t address) const noexcept;

  // The row's frame description entry. Requires row < size().
  const uint8_t* Description(uint32_t row) const noexcept;

  uint32_t size() const noexcept { return size_; }

 private:
  struct Row {
    int32_t begin;  // both relative to the section
    int32_t description;
  };

  FrameTable(const uint8_t* section, uint32_t size) noexcept : section_(section), size_(size) {}

  Row At(uint32_t row) const noexcept;

  const uint8_t* section_;
  uint32_t size_;
};

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_UNWIND_CODE_OBJECT_H_
