#include "counter/internal/symbol/elf_image.h"

#include <elf.h>
#include <link.h>
#include <sys/auxv.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "absl/types/span.h"
#include "counter/internal/unwind/code_object.h"

namespace telemetry {
namespace counter_internal {
namespace {

constexpr char kGnu[] = "GNU";  // the owner of build ids; the terminating zero is part of it

size_t RoundUp(size_t bytes, size_t alignment) {
  return (bytes + alignment - 1) & ~(alignment - 1);
}

// The build id among the notes at [notes, end); empty if there is none.
absl::Span<const uint8_t> BuildIdIn(const uint8_t* notes, const uint8_t* end, size_t alignment) {
  while (static_cast<size_t>(end - notes) >= sizeof(ElfW(Nhdr))) {
    ElfW(Nhdr) note;
    memcpy(&note, notes, sizeof(note));
    const uint8_t* name = notes + sizeof(note);
    const size_t bytes = sizeof(note) + RoundUp(RoundUp(note.n_namesz, 4), alignment) +
                         RoundUp(note.n_descsz, alignment);
    if (bytes > static_cast<size_t>(end - notes)) return {};
    if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == sizeof(kGnu) &&
        memcmp(name, kGnu, sizeof(kGnu)) == 0) {
      return {name + RoundUp(note.n_namesz, 4), note.n_descsz};
    }
    notes += bytes;
  }
  return {};
}

// The object's segments; none if its ELF header is not mapped.
absl::Span<const ElfW(Phdr)> Segments(const CodeObject& object) {
  const ElfW(Ehdr)* header = ElfHeader(object);
  if (header == nullptr || header->e_phentsize != sizeof(ElfW(Phdr))) return {};
  const auto* segments =
      reinterpret_cast<const ElfW(Phdr)*>(reinterpret_cast<const char*>(header) + header->e_phoff);
  return absl::MakeConstSpan(segments, header->e_phnum);
}

}  // namespace

const ElfW(Ehdr) * ElfHeader(const CodeObject& object) noexcept {
  uintptr_t begin = object.begin;
  if (object.is_program()) {
    // For a statically linked program the loader knows only the code. The program headers follow
    // the ELF header, in the same page.
    begin = getauxval(AT_PHDR) - sizeof(ElfW(Ehdr));
  }
  const auto* header = reinterpret_cast<const ElfW(Ehdr)*>(begin);
  return memcmp(header->e_ident, ELFMAG, SELFMAG) == 0 ? header : nullptr;
}

absl::Span<const uint8_t> BuildId(const CodeObject& object) noexcept {
  for (const ElfW(Phdr) & segment : Segments(object)) {
    if (segment.p_type != PT_NOTE) continue;
    const auto* notes = reinterpret_cast<const uint8_t*>(object.load_bias() + segment.p_vaddr);
    const auto found =
        BuildIdIn(notes, notes + segment.p_memsz, std::max<size_t>(4, segment.p_align));
    if (!found.empty()) return found;
  }
  return {};
}

bool IsInWritableSegment(const CodeObject& object, uintptr_t address) noexcept {
  for (const ElfW(Phdr) & segment : Segments(object)) {
    if (segment.p_type != PT_LOAD || (segment.p_flags & PF_W) == 0) continue;
    // Unsigned: an address below the segment wraps around to a large offset.
    if (address - (object.load_bias() + segment.p_vaddr) < segment.p_memsz) return true;
  }
  return false;
}

}  // namespace counter_internal
}  // namespace telemetry
