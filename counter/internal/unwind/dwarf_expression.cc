#include "counter/internal/unwind/dwarf_expression.h"

#include <cstddef>
#include <cstdint>
#include <optional>

#include "counter/internal/unwind/dwarf_reader.h"
#include "counter/internal/unwind/registers.h"

namespace telemetry {
namespace counter_internal {
namespace {

// The stack machine that runs expressions.
class ExpressionMachine {
 public:
  explicit ExpressionMachine(const Registers& registers) : registers_(registers) {}

  // The value of the expression at `expression`, which begins with its length. Empty if it has an
  // unsupported operation.
  std::optional<uintptr_t> Evaluate(const uint8_t* expression) {
    DwarfReader reader(expression, expression + kMaxLengthBytes);
    const uint64_t length = reader.Uleb();
    reader = DwarfReader(reader.position(), reader.position() + length);
    while (!reader.at_end()) {
      if (!RunOne(reader) || !reader.ok()) return std::nullopt;
    }
    return depth_ == 0 ? std::nullopt : std::optional<uintptr_t>(stack_[depth_ - 1]);
  }

 private:
  static constexpr size_t kMaxLengthBytes = 10;  // of a LEB128 number
  static constexpr size_t kMaxDepth = 8;
  enum Operation : uint8_t {
    kDeref = 0x06,
    kConst1u = 0x08,
    kConst1s = 0x09,
    kAnd = 0x1a,
    kMinus = 0x1c,
    kPlus = 0x22,
    kPlusUconst = 0x23,
    kShl = 0x24,
    kGe = 0x2a,
    kLit0 = 0x30,
    kLit31 = 0x4f,
    kBreg0 = 0x70,
    kBreg31 = 0x8f,
  };

  bool RunOne(DwarfReader& reader) {
    const uint8_t operation = reader.U8();
    if (operation >= kLit0 && operation <= kLit31) return Push(operation - kLit0);
    if (operation >= kBreg0 && operation <= kBreg31) {
      return PushRegister(operation - kBreg0, reader.Sleb());
    }
    switch (operation) {
      case kConst1u:
        return Push(reader.U8());
      case kConst1s:
        return Push(static_cast<uintptr_t>(intptr_t{reader.Fixed<int8_t>()}));
      case kPlusUconst:
        return depth_ > 0 && Push(stack_[--depth_] + reader.Uleb());
      case kDeref:
        return depth_ > 0 && Push(LoadWord(stack_[--depth_]));
      default:
        return RunBinary(operation);
    }
  }

  bool RunBinary(uint8_t operation) {
    if (depth_ < 2) return false;
    const uintptr_t right = stack_[--depth_];
    const uintptr_t left = stack_[--depth_];
    switch (operation) {
      case kAnd:
        return Push(left & right);
      case kMinus:
        return Push(left - right);
      case kPlus:
        return Push(left + right);
      case kShl:
        return Push(right < 64 ? left << right : 0);
      case kGe:
        return Push(static_cast<intptr_t>(left) >= static_cast<intptr_t>(right) ? 1 : 0);
      default:
        return false;
    }
  }

  bool PushRegister(uint64_t number, int64_t offset) {
    const auto added = static_cast<uintptr_t>(offset);
    if (number == kStackPointerNumber) return Push(registers_.sp + added);
    if (number == kFramePointerNumber) return Push(registers_.fp + added);
    if (number == kReturnAddressNumber) return Push(registers_.pc + added);
    return false;
  }

  bool Push(uintptr_t value) {
    if (depth_ == kMaxDepth) return false;
    stack_[depth_++] = value;
    return true;
  }

  const Registers& registers_;
  uintptr_t stack_[kMaxDepth];
  size_t depth_ = 0;
};

}  // namespace

std::optional<uintptr_t> EvaluateExpression(const uint8_t* expression,
                                            const Registers& registers) noexcept {
  return ExpressionMachine(registers).Evaluate(expression);
}

}  // namespace counter_internal
}  // namespace telemetry
