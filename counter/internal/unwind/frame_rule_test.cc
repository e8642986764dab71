#include "counter/internal/unwind/frame_rule.h"

#include <cstdint>
#include <optional>
#include <vector>

#include "counter/internal/unwind/registers.h"
#include "counter/internal/unwind/testing/frame_section.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace counter_internal {
namespace {

using Base = FrameRule::Base;
using Place = FrameRule::Place;
using Instructions = std::vector<uint8_t>;

constexpr uint8_t kSp = kStackPointerNumber;
constexpr uint8_t kFp = kFramePointerNumber;
constexpr uint8_t kRa = kReturnAddressNumber;

constexpr uint8_t kRememberState = 0x0a;
constexpr uint8_t kRestoreState = 0x0b;

// Instructions of call frame information, in the words of DWARF's standard.
Instructions DefCfa(uint8_t number, uint8_t offset) { return {0x0c, number, offset}; }
Instructions DefCfaRegister(uint8_t number) { return {0x0d, number}; }
Instructions DefCfaOffset(uint8_t offset) { return {0x0e, offset}; }
Instructions AdvanceLoc(uint8_t delta) { return {static_cast<uint8_t>(0x40 | delta)}; }
Instructions Offset(uint8_t number, uint8_t factored) {
  return {static_cast<uint8_t>(0x80 | number), factored};
}
Instructions Restore(uint8_t number) { return {static_cast<uint8_t>(0xc0 | number)}; }

Instructions operator+(Instructions first, const Instructions& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

// On entry to a function: the return address is at CFA - 8, and CFA is 8 above the stack pointer.
Instructions OnEntry() { return DefCfa(kSp, 8) + Offset(kRa, 1); }

// For the code push fp; mov fp, sp; ...; pop fp; ret.
Instructions FunctionWithFramePointer() {
  return AdvanceLoc(1) + DefCfaOffset(16) + Offset(kFp, 2) +  //
         AdvanceLoc(3) + DefCfaRegister(kFp) +                //
         AdvanceLoc(10) + DefCfa(kSp, 8) + Restore(kFp);
}

// The rule for the instruction at `offset` of a function.
std::optional<FrameRule> RuleAt(uint64_t offset, const Instructions& instructions,
                                const Instructions& common = OnEntry()) {
  const FrameSection section({.common_instructions = common, .instructions = instructions});
  return FrameRuleAt(section.fde(), 0x1000 + offset);
}

TEST(FrameRuleTest, FollowsAFunctionFromItsEntryToItsReturn) {
  struct Row {
    uint64_t offset;
    Base base;
    int32_t cfa_offset;
    Place fp_place;
  };
  for (const Row& row : {
           Row{0, Base::kStackPointer, 8, Place::kUnchanged},
           Row{1, Base::kStackPointer, 16, Place::kAtCfa},
           Row{3, Base::kStackPointer, 16, Place::kAtCfa},
           Row{4, Base::kFramePointer, 16, Place::kAtCfa},
           Row{13, Base::kFramePointer, 16, Place::kAtCfa},
           Row{14, Base::kStackPointer, 8, Place::kUnchanged},
           Row{0xff, Base::kStackPointer, 8, Place::kUnchanged},
       }) {
    SCOPED_TRACE(row.offset);
    const auto rule = RuleAt(row.offset, FunctionWithFramePointer());
    ASSERT_TRUE(rule.has_value());
    EXPECT_TRUE(rule->is_plain);
    EXPECT_EQ(rule->base, row.base);
    EXPECT_EQ(rule->cfa_offset, row.cfa_offset);
    EXPECT_EQ(rule->fp_place, row.fp_place);
    EXPECT_EQ(rule->ra_place, Place::kAtCfa);
    EXPECT_EQ(rule->ra_offset, -8);
    EXPECT_EQ(rule->fp_offset, row.fp_place == Place::kAtCfa ? -16 : 0);
  }
}

TEST(FrameRuleTest, HasNoneOutsideOfTheFunction) {
  EXPECT_FALSE(RuleAt(0x100, {}).has_value());
  EXPECT_FALSE(RuleAt(static_cast<uint64_t>(-1), {}).has_value());
}

TEST(FrameRuleTest, RestoresWhatItRemembered) {
  const Instructions early_return = AdvanceLoc(1) + DefCfaOffset(32) +
                                    Instructions{kRememberState} + AdvanceLoc(1) + DefCfaOffset(8) +
                                    AdvanceLoc(1) + Instructions{kRestoreState};
  EXPECT_EQ(RuleAt(1, early_return)->cfa_offset, 32);
  EXPECT_EQ(RuleAt(2, early_return)->cfa_offset, 8);
  EXPECT_EQ(RuleAt(3, early_return)->cfa_offset, 32);
}

TEST(FrameRuleTest, RefusesToRestoreWhatItDoesNotRemember) {
  EXPECT_FALSE(RuleAt(0, {kRestoreState}).has_value());
  EXPECT_FALSE(RuleAt(0, Instructions(100, kRememberState)).has_value());
}

TEST(FrameRuleTest, AdvancesByAnyNumberOfBytes) {
  for (const Instructions& advance :
       {Instructions{0x02, 0x40}, Instructions{0x03, 0x40, 0}, Instructions{0x04, 0x40, 0, 0, 0}}) {
    EXPECT_EQ(RuleAt(0x3f, advance + DefCfaOffset(24))->cfa_offset, 8);
    EXPECT_EQ(RuleAt(0x40, advance + DefCfaOffset(24))->cfa_offset, 24);
  }
}

TEST(FrameRuleTest, IgnoresRegistersThatAreNotFollowed) {
  constexpr uint8_t kOther = 3;
  const auto rule = RuleAt(0, Offset(kOther, 5) + Instructions{0x09, kOther, 4} +
                                  Instructions{0x16, kOther, 1, 0x30} + Restore(kOther));
  ASSERT_TRUE(rule.has_value());
  EXPECT_TRUE(rule->is_plain);
}

TEST(FrameRuleTest, RefusesWhatItCannotFollow) {
  constexpr uint8_t kOther = 3;
  EXPECT_FALSE(RuleAt(0, DefCfa(kOther, 8)).has_value()) << "a frame from another register";
  EXPECT_FALSE(RuleAt(0, {0x09, kRa, kOther}).has_value()) << "a return address in a register";
  EXPECT_FALSE(RuleAt(0, {0x14, kFp, 1}).has_value()) << "a frame pointer that is an offset";
  EXPECT_FALSE(RuleAt(0, {0x01}).has_value()) << "set_loc";
  EXPECT_FALSE(RuleAt(0, {0x3f}).has_value()) << "an unknown instruction";
  EXPECT_FALSE(RuleAt(0, {0x0e}).has_value()) << "an instruction that is cut off";
  EXPECT_FALSE(RuleAt(0, {}, {}).has_value()) << "no frame address at all";
}

TEST(FrameRuleTest, TakesASignalFrameForOne) {
  const FrameSection section({.augmentation = "zRS"});
  const auto rule = FrameRuleAt(section.fde(), 0x1000);
  ASSERT_TRUE(rule.has_value());
  EXPECT_EQ(rule->base, Base::kSignalFrame);
}

// A stack of words, lowest first, and a frame on it.
class ApplyFrameRuleTest : public testing::Test {
 protected:
  uintptr_t At(int word) const { return reinterpret_cast<uintptr_t>(&stack_[word]); }

  const uintptr_t stack_[4] = {0x11, 0x22, 0x33, 0x44};
  Registers registers_ = {.pc = 0x1000, .sp = At(0), .fp = At(2)};
};

TEST_F(ApplyFrameRuleTest, GoesToTheCallerByTheStackPointer) {
  const auto rule = RuleAt(1, FunctionWithFramePointer());
  ASSERT_TRUE(ApplyFrameRule(*rule, true, registers_));
  EXPECT_EQ(registers_.pc, 0x22u);
  EXPECT_EQ(registers_.sp, At(2));
  EXPECT_EQ(registers_.fp, 0x11u);
}

TEST_F(ApplyFrameRuleTest, GoesToTheCallerByTheFramePointer) {
  registers_.fp = At(1);
  const auto rule = RuleAt(4, FunctionWithFramePointer());
  ASSERT_TRUE(ApplyFrameRule(*rule, true, registers_));
  EXPECT_EQ(registers_.pc, 0x33u);
  EXPECT_EQ(registers_.sp, At(3));
  EXPECT_EQ(registers_.fp, 0x22u);
}

TEST_F(ApplyFrameRuleTest, LeavesTheFramePointerThatWasNotSaved) {
  const uintptr_t fp = registers_.fp;
  ASSERT_TRUE(ApplyFrameRule(*RuleAt(0, {}), true, registers_));
  EXPECT_EQ(registers_.pc, 0x11u);
  EXPECT_EQ(registers_.fp, fp);
}

TEST_F(ApplyFrameRuleTest, EndsWhereThereIsNoCaller) {
  const auto rule = RuleAt(0, {0x07, kRa});  // undefined
  ASSERT_TRUE(rule.has_value());
  EXPECT_FALSE(ApplyFrameRule(*rule, true, registers_));
}

TEST_F(ApplyFrameRuleTest, RefusesACallerWhoseFrameIsNotAbove) {
  registers_.fp = At(0) - 16;
  EXPECT_FALSE(ApplyFrameRule(*RuleAt(4, FunctionWithFramePointer()), true, registers_));
  registers_.fp = At(1) + 1;
  EXPECT_FALSE(ApplyFrameRule(*RuleAt(4, FunctionWithFramePointer()), true, registers_));
}

TEST_F(ApplyFrameRuleTest, TakesTheReturnAddressFromItsRegisterInTheInnermostFrame) {
  registers_.lr = 0x5678;
  const auto rule = RuleAt(0, {}, DefCfa(kSp, 0));  // nothing is stored yet
  ASSERT_TRUE(rule.has_value());
  Registers caller = registers_;
  ASSERT_TRUE(ApplyFrameRule(*rule, true, caller));
  EXPECT_EQ(caller.pc, 0x5678u);
  EXPECT_EQ(caller.sp, registers_.sp);
  EXPECT_FALSE(ApplyFrameRule(*rule, false, registers_)) << "for ever";
}

TEST_F(ApplyFrameRuleTest, EvaluatesExpressions) {
  const uint8_t breg_sp = 0x70 + kSp;
  const FrameSection section(  // the rule refers to it
      {.instructions = Instructions{0x0f, 2, breg_sp, 16} + Offset(kRa, 1) +
                       Instructions{0x10, kFp, 2, breg_sp, 24}});
  const auto rule = FrameRuleAt(section.fde(), 0x1000);
  ASSERT_TRUE(rule.has_value());
  EXPECT_FALSE(rule->is_plain);
  ASSERT_TRUE(ApplyFrameRule(*rule, true, registers_));
  EXPECT_EQ(registers_.sp, At(2));
  EXPECT_EQ(registers_.pc, 0x22u);
  EXPECT_EQ(registers_.fp, 0x44u);
}

}  // namespace
}  // namespace counter_internal
}  // namespace telemetry
