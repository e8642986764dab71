// Reads the integers of DWARF sections.
//
//   DwarfReader reader(bytes, end);
//   const uint64_t length = reader.Uleb();
//   if (!reader.ok()) return;                             // the bytes ended too soon
//
// A read past the end gives 0 and makes ok() false for good, so that a caller can check once, at
// the end. Async-signal-safe. A value type: a copy continues reading where the original stood.

#ifndef COUNTER_INTERNAL_UNWIND_DWARF_READER_H_
#define COUNTER_INTERNAL_UNWIND_DWARF_READER_H_

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace telemetry {
namespace counter_internal {

class DwarfReader {
 public:
  // Reads [begin, end), which must stay readable.
  DwarfReader(const uint8_t* begin, const uint8_t* end) noexcept : position_(begin), end_(end) {}

  bool ok() const noexcept { return ok_; }
  bool at_end() const noexcept { return position_ >= end_; }
  const uint8_t* position() const noexcept { return position_; }

  uint8_t U8() noexcept { return Fixed<uint8_t>(); }

  // An integer in this machine's byte order, unaligned.
  template <typename T>
  T Fixed() noexcept {
    if (!Has(sizeof(T))) return 0;
    T value;
    memcpy(&value, position_, sizeof(T));
    position_ += sizeof(T);
    return value;
  }

  uint64_t Uleb() noexcept {
    uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
      const uint8_t byte = U8();
      if (shift < 64) value |= uint64_t{byte & 0x7fu} << shift;
      if ((byte & 0x80) == 0) return value;
    }
  }

  int64_t Sleb() noexcept {
    uint64_t value = 0;
    for (unsigned shift = 0;;) {
      const uint8_t byte = U8();
      if (shift < 64) value |= uint64_t{byte & 0x7fu} << shift;
      shift += 7;
      if ((byte & 0x80) != 0) continue;
      if ((byte & 0x40) != 0 && shift < 64) value |= ~uint64_t{0} << shift;
      return static_cast<int64_t>(value);
    }
  }

  void Skip(uint64_t bytes) noexcept {
    if (Has(bytes)) position_ += bytes;
  }

 private:
  bool Has(uint64_t bytes) noexcept {
    if (ok_ && static_cast<uint64_t>(end_ - position_) >= bytes) return true;
    ok_ = false;
    position_ = end_;
    return false;
  }

  const uint8_t* position_;
  const uint8_t* end_;
  bool ok_ = true;
};

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_UNWIND_DWARF_READER_H_
