// Builds .eh_frame sections of one function, for tests of the code that reads them.
//
//   const FrameSection section({.instructions = {0x0e, 16}});
//   FrameRuleAt(section.fde(), 0x1000);

#ifndef COUNTER_INTERNAL_UNWIND_TESTING_FRAME_SECTION_H_
#define COUNTER_INTERNAL_UNWIND_TESTING_FRAME_SECTION_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "counter/internal/unwind/registers.h"

namespace telemetry {
namespace counter_internal {

// The contents of a function's two entries. All numbers are less than 64, so that each is one byte
// of LEB128.
struct FunctionFrame {
  std::string augmentation = "zR";
  std::vector<uint8_t> augmentation_data = {0x04};  // addresses are absolute, of 8 bytes
  uint8_t code_alignment = 1;
  int8_t data_alignment = -8;
  uint8_t return_address = kReturnAddressNumber;
  std::vector<uint8_t> common_instructions = {};
  // Where the function is.
  uint64_t begin = 0x1000;
  uint64_t length = 0x100;
  std::vector<uint8_t> instructions = {};
};

// A value type, except that entries may hold addresses relative to their own.
class FrameSection {
 public:
  explicit FrameSection(const FunctionFrame& frame) {
    Entry common;
    common.Add<uint32_t>(0);
    common.Add<uint8_t>(1);  // version
    for (const char letter : frame.augmentation) common.Add(letter);
    common.Add('\0');
    common.Add(frame.code_alignment);
    common.Add<uint8_t>(static_cast<uint8_t>(frame.data_alignment) & 0x7f);
    common.Add(frame.return_address);
    if (frame.augmentation[0] == 'z') {
      common.Add(static_cast<uint8_t>(frame.augmentation_data.size()));
      common.Add(frame.augmentation_data);
    }
    common.Add(frame.common_instructions);
    Append(common);
    fde_ = bytes_.size();
    Entry description;
    description.Add(static_cast<uint32_t>(fde_ + sizeof(uint32_t)));  // back to the common entry
    description.Add(frame.begin);
    description.Add(frame.length);
    description.Add<uint8_t>(0);  // augmentation data
    description.Add(frame.instructions);
    Append(description);
  }

  const uint8_t* fde() const { return bytes_.data() + fde_; }

 private:
  struct Entry {
    template <typename T>
    void Add(T value) {
      const auto* first = reinterpret_cast<const uint8_t*>(&value);
      bytes.insert(bytes.end(), first, first + sizeof(T));
    }
    void Add(const std::vector<uint8_t>& more) {
      bytes.insert(bytes.end(), more.begin(), more.end());
    }

    std::vector<uint8_t> bytes;
  };

  void Append(const Entry& entry) {
    Entry length;
    length.Add(static_cast<uint32_t>(entry.bytes.size()));
    bytes_.insert(bytes_.end(), length.bytes.begin(), length.bytes.end());
    bytes_.insert(bytes_.end(), entry.bytes.begin(), entry.bytes.end());
  }

  std::vector<uint8_t> bytes_;
  size_t fde_ = 0;
};

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_UNWIND_TESTING_FRAME_SECTION_H_
