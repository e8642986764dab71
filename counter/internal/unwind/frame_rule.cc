#include "counter/internal/unwind/frame_rule.h"

#include <cstddef>
#include <cstdint>
#include <optional>

#include "counter/internal/unwind/dwarf_expression.h"
#include "counter/internal/unwind/dwarf_reader.h"
#include "counter/internal/unwind/frame_description.h"
#include "counter/internal/unwind/machine_context.h"
#include "counter/internal/unwind/registers.h"

namespace telemetry {
namespace counter_internal {
namespace {

enum CallFrameInstruction : uint8_t {
  // With an operand in the low six bits.
  kAdvanceLoc = 0x40,
  kOffset = 0x80,
  kRestore = 0xc0,
  // The others.
  kNop = 0x00,
  kSetLoc = 0x01,
  kAdvanceLoc1 = 0x02,
  kAdvanceLoc2 = 0x03,
  kAdvanceLoc4 = 0x04,
  kOffsetExtended = 0x05,
  kRestoreExtended = 0x06,
  kUndefined = 0x07,
  kSameValue = 0x08,
  kRegister = 0x09,
  kRememberState = 0x0a,
  kRestoreState = 0x0b,
  kDefCfa = 0x0c,
  kDefCfaRegister = 0x0d,
  kDefCfaOffset = 0x0e,
  kDefCfaExpression = 0x0f,
  kExpression = 0x10,
  kOffsetExtendedSf = 0x11,
  kDefCfaSf = 0x12,
  kDefCfaOffsetSf = 0x13,
  kValOffset = 0x14,
  kValOffsetSf = 0x15,
  kValExpression = 0x16,
  kArm64NegateRaState = 0x2d,
  kGnuArgsSize = 0x2e,
};

// Runs call frame instructions up to an address.
class CallFrameMachine {
 public:
  CallFrameMachine(const FrameDescription& description, uintptr_t address)
      : description_(description), address_(address), location_(description.begin) {}

  // False if the rule is not supported.
  bool Run() {
    if (!RunAll(description_.common_instructions)) return false;
    initial_ = row_;
    return RunAll(description_.instructions) && row_.is_supported;
  }

  const FrameRule& rule() const { return row_.rule; }

 private:
  struct Row {
    FrameRule rule;
    // Whether the frame address comes from a register that is followed.
    bool is_supported = false;
  };
  static constexpr size_t kMaxRemembered = 8;

  bool RunAll(DwarfReader reader) {
    while (!reader.at_end() && location_ <= address_) {
      if (!RunOne(reader) || !reader.ok()) return false;
    }
    return true;
  }

  bool RunOne(DwarfReader& reader) {
    const uint8_t instruction = reader.U8();
    const uint8_t operand = instruction & 0x3f;
    switch (instruction & 0xc0) {
      case kAdvanceLoc:
        return Advance(operand);
      case kOffset:
        return SetSaved(operand, static_cast<int64_t>(reader.Uleb()));
      case kRestore:
        return Restore(operand);
      default:
        return RunExtended(instruction, reader);
    }
  }

  bool RunExtended(uint8_t instruction, DwarfReader& reader) {
    switch (instruction) {
      case kNop:
        return true;
      case kAdvanceLoc1:
        return Advance(reader.U8());
      case kAdvanceLoc2:
        return Advance(reader.Fixed<uint16_t>());
      case kAdvanceLoc4:
        return Advance(reader.Fixed<uint32_t>());
      case kOffsetExtended: {
        const uint64_t number = reader.Uleb();
        return SetSaved(number, static_cast<int64_t>(reader.Uleb()));
      }
      case kOffsetExtendedSf: {
        const uint64_t number = reader.Uleb();
        return SetSaved(number, reader.Sleb());
      }
      case kRestoreExtended:
        return Restore(reader.Uleb());
      case kUndefined:
        return SetPlace(reader.Uleb(), FrameRule::Place::kNowhere);
      case kSameValue:
        return SetPlace(reader.Uleb(), FrameRule::Place::kUnchanged);
      case kRememberState:
        if (remembered_count_ == kMaxRemembered) return false;
        remembered_[remembered_count_++] = row_;
        return true;
      case kRestoreState:
        if (remembered_count_ == 0) return false;
        row_ = remembered_[--remembered_count_];
        return true;
      case kExpression: {
        const uint64_t number = reader.Uleb();
        return SetExpression(number, reader);
      }
      case kRegister:
      case kValOffset:
      case kValOffsetSf: {
        const uint64_t number = reader.Uleb();
        reader.Uleb();
        return !IsFollowed(number);
      }
      case kValExpression: {
        const uint64_t number = reader.Uleb();
        reader.Skip(reader.Uleb());
        return !IsFollowed(number);
      }
      case kArm64NegateRaState:  // ApplyFrameRule() takes the signature off every address
        return true;
      case kGnuArgsSize:
        reader.Uleb();
        return true;
      default:
        return DefineCfa(instruction, reader);
    }
  }

  bool DefineCfa(uint8_t instruction, DwarfReader& reader) {
    switch (instruction) {
      case kDefCfa: {
        const uint64_t number = reader.Uleb();
        return SetCfa(number, static_cast<int64_t>(reader.Uleb()));
      }
      case kDefCfaSf: {
        const uint64_t number = reader.Uleb();
        return SetCfa(number, Scaled(reader.Sleb()));
      }
      case kDefCfaRegister:
        return SetCfa(reader.Uleb(), row_.rule.cfa_offset);
      case kDefCfaOffset:
        row_.rule.cfa_offset = static_cast<int32_t>(reader.Uleb());
        return true;
      case kDefCfaOffsetSf:
        row_.rule.cfa_offset = static_cast<int32_t>(Scaled(reader.Sleb()));
        return true;
      case kDefCfaExpression:
        row_.rule.base = FrameRule::Base::kExpression;
        row_.rule.cfa_expression = reader.position();
        row_.is_supported = true;
        reader.Skip(reader.Uleb());
        return true;
      default:
        return false;  // including kSetLoc, which compilers do not use
    }
  }

  // What an offset stands for. In damaged entries it may be any number, and wraps around.
  int64_t Scaled(int64_t factored_offset) const {
    return static_cast<int64_t>(static_cast<uint64_t>(factored_offset) *
                                static_cast<uint64_t>(description_.data_alignment));
  }

  bool Advance(uint64_t delta) {
    location_ += delta * description_.code_alignment;
    return true;
  }

  bool SetCfa(uint64_t number, int64_t offset) {
    row_.is_supported = number == kStackPointerNumber || number == kFramePointerNumber;
    row_.rule.base = number == kFramePointerNumber ? FrameRule::Base::kFramePointer
                                                   : FrameRule::Base::kStackPointer;
    row_.rule.cfa_offset = static_cast<int32_t>(offset);
    return true;
  }

  static bool IsFollowed(uint64_t number) {
    return number == kFramePointerNumber || number == kReturnAddressNumber;
  }

  bool SetPlace(uint64_t number, FrameRule::Place place) {
    if (number == kFramePointerNumber) row_.rule.fp_place = place;
    if (number == kReturnAddressNumber) row_.rule.ra_place = place;
    return true;
  }

  bool SetSaved(uint64_t number, int64_t factored_offset) {
    const auto offset = static_cast<int32_t>(Scaled(factored_offset));
    if (number == kFramePointerNumber) row_.rule.fp_offset = offset;
    if (number == kReturnAddressNumber) row_.rule.ra_offset = offset;
    return SetPlace(number, FrameRule::Place::kAtCfa);
  }

  bool SetExpression(uint64_t number, DwarfReader& reader) {
    const uint8_t* expression = reader.position();
    reader.Skip(reader.Uleb());
    if (number == kReturnAddressNumber) return false;
    if (number == kFramePointerNumber) row_.rule.fp_expression = expression;
    return SetPlace(number, FrameRule::Place::kExpression);
  }

  bool Restore(uint64_t number) {
    if (number == kFramePointerNumber) {
      row_.rule.fp_place = initial_.rule.fp_place;
      row_.rule.fp_offset = initial_.rule.fp_offset;
    }
    if (number == kReturnAddressNumber) {
      row_.rule.ra_place = initial_.rule.ra_place;
      row_.rule.ra_offset = initial_.rule.ra_offset;
    }
    return true;
  }

  const FrameDescription& description_;
  const uintptr_t address_;
  uintptr_t location_;
  Row row_;
  Row initial_;
  Row remembered_[kMaxRemembered];
  size_t remembered_count_ = 0;
};

std::optional<uintptr_t> CanonicalFrameAddress(const FrameRule& rule, const Registers& registers) {
  const auto offset = static_cast<uintptr_t>(intptr_t{rule.cfa_offset});
  switch (rule.base) {
    case FrameRule::Base::kStackPointer:
      return registers.sp + offset;
    case FrameRule::Base::kFramePointer:
      return registers.fp + offset;
    default:
      return EvaluateExpression(rule.cfa_expression, registers);
  }
}

// The caller's frame pointer; empty if unknown.
std::optional<uintptr_t> CallersFramePointer(const FrameRule& rule, const Registers& registers,
                                             uintptr_t cfa) {
  switch (rule.fp_place) {
    case FrameRule::Place::kAtCfa:
      return LoadWord(cfa + static_cast<uintptr_t>(intptr_t{rule.fp_offset}));
    case FrameRule::Place::kExpression: {
      const std::optional<uintptr_t> address = EvaluateExpression(rule.fp_expression, registers);
      return address ? std::optional<uintptr_t>(LoadWord(*address)) : std::nullopt;
    }
    default:
      return registers.fp;
  }
}

}  // namespace

std::optional<FrameRule> FrameRuleAt(const uint8_t* fde, uintptr_t address) noexcept {
  const std::optional<FrameDescription> description = ReadFrameDescription(fde);
  if (!description || address < description->begin || address >= description->end) {
    return std::nullopt;
  }
  if (description->is_signal_frame) {
    FrameRule rule;
    rule.base = FrameRule::Base::kSignalFrame;
    return rule;
  }
  CallFrameMachine machine(*description, address);
  if (!machine.Run()) return std::nullopt;
  FrameRule rule = machine.rule();
  rule.is_plain = rule.base != FrameRule::Base::kExpression &&
                  rule.ra_place == FrameRule::Place::kAtCfa &&
                  rule.fp_place != FrameRule::Place::kExpression;
  return rule;
}

bool ApplyUnusualFrameRule(const FrameRule& rule, bool is_innermost,
                           Registers& registers) noexcept {
  if (rule.base == FrameRule::Base::kSignalFrame) {
    registers = InterruptedRegisters(*SignalFrameContext(registers.sp));
    return true;
  }
  if (rule.ra_place == FrameRule::Place::kNowhere) return false;
  const std::optional<uintptr_t> cfa = CanonicalFrameAddress(rule, registers);
  // On arm64, a function that has stored nothing yet has an empty frame.
  if (!cfa || *cfa % alignof(uintptr_t) != 0 || *cfa < registers.sp ||
      (*cfa == registers.sp && !is_innermost)) {
    return false;
  }
  const std::optional<uintptr_t> fp = CallersFramePointer(rule, registers, *cfa);
  if (!fp) return false;
  uintptr_t return_address = registers.lr;
  if (rule.ra_place == FrameRule::Place::kAtCfa) {
    return_address = LoadWord(*cfa + static_cast<uintptr_t>(intptr_t{rule.ra_offset}));
  } else if (!is_innermost) {
    return false;
  }
  registers = {.pc = WithoutSignature(return_address), .sp = *cfa, .fp = *fp};
  return registers.pc != 0;
}

}  // namespace counter_internal
}  // namespace telemetry
