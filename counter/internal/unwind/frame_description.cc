#include "counter/internal/unwind/frame_description.h"

#include <cstdint>
#include <cstring>
#include <optional>

#include "counter/internal/unwind/dwarf_reader.h"
#include "counter/internal/unwind/registers.h"

namespace telemetry {
namespace counter_internal {
namespace {

// Pointer encodings of .eh_frame: the low half of a byte is the form, the high half what to add.
enum PointerEncoding : uint8_t {
  kAbsolutePointer = 0x00,
  kUnsigned4 = 0x03,
  kUnsigned8 = 0x04,
  kSigned4 = 0x0b,
  kSigned8 = 0x0c,
  kRelativeToPc = 0x10,
};

uintptr_t AddressOf(const uint8_t* bytes) { return reinterpret_cast<uintptr_t>(bytes); }

// An encoded pointer; an `encoding` with nothing to add gives a length. Empty for encodings that
// only other sections use.
std::optional<uintptr_t> ReadPointer(DwarfReader& reader, uint8_t encoding) {
  const uintptr_t position = AddressOf(reader.position());
  uintptr_t value;
  switch (encoding & 0x0f) {
    case kAbsolutePointer:
    case kUnsigned8:
    case kSigned8:
      value = reader.Fixed<uint64_t>();
      break;
    case kUnsigned4:
      value = reader.Fixed<uint32_t>();
      break;
    case kSigned4:
      value = static_cast<uintptr_t>(static_cast<intptr_t>(reader.Fixed<int32_t>()));
      break;
    default:
      return std::nullopt;
  }
  if ((encoding & 0x70) == kRelativeToPc) return value + position;
  if ((encoding & 0x70) == 0) return value;
  return std::nullopt;
}

// The bytes of the entry at `entry` after its length. Entries of 4 GiB and more, which have a
// different form, do not occur.
DwarfReader EntryBytes(const uint8_t* entry) {
  uint32_t length;
  memcpy(&length, entry, sizeof(length));
  if (length == 0xffffffff) length = 0;
  return DwarfReader(entry + sizeof(length), entry + sizeof(length) + length);
}

// Reads the common information entry. Returns the encoding of addresses in its descriptions; empty
// if it is of an unknown kind.
std::optional<uint8_t> ReadCommonInformation(const uint8_t* entry, FrameDescription& description) {
  DwarfReader reader = EntryBytes(entry);
  if (reader.Fixed<uint32_t>() != 0) return std::nullopt;  // the mark of such an entry
  reader.U8();                                             // version
  const uint8_t* augmentation = reader.position();
  while (reader.U8() != 0) {
  }
  if (!reader.ok()) return std::nullopt;  // its letters have no end
  description.code_alignment = reader.Uleb();
  description.data_alignment = reader.Sleb();
  if (reader.Uleb() != kReturnAddressNumber) return std::nullopt;

  uint8_t encoding = kAbsolutePointer;
  if (*augmentation == 'z') {
    const uint64_t bytes = reader.Uleb();
    DwarfReader data = reader;
    reader.Skip(bytes);
    for (const uint8_t* letter = augmentation + 1; *letter != 0; ++letter) {
      switch (*letter) {
        case 'R':
          encoding = data.U8();
          break;
        case 'P': {
          const uint8_t personality = data.U8();
          if (!ReadPointer(data, personality)) return std::nullopt;
          break;
        }
        case 'L':
          data.U8();
          break;
        case 'S':
          description.is_signal_frame = true;
          break;
        case 'B':  // arm64: return addresses are signed with key B
          break;
        default:
          return std::nullopt;
      }
    }
  } else if (*augmentation != 0) {
    return std::nullopt;
  }
  description.common_instructions = reader;
  return reader.ok() ? std::optional<uint8_t>(encoding) : std::nullopt;
}

}  // namespace

std::optional<FrameDescription> ReadFrameDescription(const uint8_t* fde) noexcept {
  FrameDescription description;
  DwarfReader reader = EntryBytes(fde);
  const uint8_t* position = reader.position();
  const uint32_t distance = reader.Fixed<uint32_t>();
  if (distance == 0) return std::nullopt;
  const std::optional<uint8_t> encoding = ReadCommonInformation(position - distance, description);
  if (!encoding) return std::nullopt;
  const std::optional<uintptr_t> begin = ReadPointer(reader, *encoding);
  const std::optional<uintptr_t> length = ReadPointer(reader, *encoding & 0x0f);
  if (!begin || !length) return std::nullopt;
  description.begin = *begin;
  description.end = *begin + *length;
  reader.Skip(reader.Uleb());  // augmentation data
  description.instructions = reader;
  return reader.ok() ? std::optional<FrameDescription>(description) : std::nullopt;
}

}  // namespace counter_internal
}  // namespace telemetry
