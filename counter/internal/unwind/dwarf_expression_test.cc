#include "counter/internal/unwind/dwarf_expression.h"

#include <cstdint>
#include <optional>
#include <vector>

#include "counter/internal/unwind/registers.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace counter_internal {
namespace {

constexpr uint8_t kBregSp = 0x70 + kStackPointerNumber;
constexpr uint8_t kBregFp = 0x70 + kFramePointerNumber;

std::optional<uintptr_t> Evaluate(std::vector<uint8_t> operations, const Registers& registers) {
  operations.insert(operations.begin(), static_cast<uint8_t>(operations.size()));
  return EvaluateExpression(operations.data(), registers);
}

TEST(DwarfExpressionTest, FollowsTheFrameOfARealignedFunction) {
  const uintptr_t frame[] = {0x1234, 0};
  const Registers registers = {.fp = reinterpret_cast<uintptr_t>(&frame[1])};
  // breg(fp) -8, deref
  EXPECT_EQ(Evaluate({kBregFp, 0x78, 0x06}, registers), 0x1234u);
}

#if defined(__x86_64__)
// ld's expression for its procedure linkage table: sp + 8, and 8 more once the entry has pushed.
TEST(DwarfExpressionTest, KnowsHowFarAProcedureLinkageEntryHasCome) {
  const std::vector<uint8_t> linkage = {kBregSp, 0x08, 0x80, 0x00, 0x3f, 0x1a,
                                        0x3b,    0x2a, 0x33, 0x24, 0x22};
  EXPECT_EQ(Evaluate(linkage, {.pc = 0x1000, .sp = 0x7000}), 0x7008u);
  EXPECT_EQ(Evaluate(linkage, {.pc = 0x100b, .sp = 0x7000}), 0x7010u);
}
#endif

TEST(DwarfExpressionTest, RefusesWhatItDoesNotKnow) {
  const uint8_t unknown_operation = 0xff;
  const uint8_t plus = 0x22;
  const uint8_t other_register = 0x70 + 12;
  EXPECT_EQ(Evaluate({unknown_operation}, {}), std::nullopt);
  EXPECT_EQ(Evaluate({plus}, {}), std::nullopt);
  EXPECT_EQ(Evaluate({other_register, 0x00}, {}), std::nullopt);
  EXPECT_EQ(Evaluate({}, {}), std::nullopt);
}

TEST(DwarfExpressionTest, RefusesMoreOperandsThanItHoldsRoomFor) {
  const uint8_t lit0 = 0x30;
  EXPECT_EQ(Evaluate(std::vector<uint8_t>(100, lit0), {}), std::nullopt);
}

}  // namespace
}  // namespace counter_internal
}  // namespace telemetry
