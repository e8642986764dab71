#include "counter/internal/unwind/code_object.h"

#include <stdlib.h>

#include <cstdint>
#include <memory>
#include <optional>

#include "gtest/gtest.h"

namespace telemetry {
namespace counter_internal {
namespace {

uintptr_t AddressOf(void (*function)()) { return reinterpret_cast<uintptr_t>(function); }

void AFunction() {}

TEST(CodeObjectTest, FindsTheProgramAndItsLibraries) {
  const std::optional<CodeObject> program = FindCodeObject(AddressOf(&AFunction));
  const std::optional<CodeObject> library = FindCodeObject(reinterpret_cast<uintptr_t>(&qsort));
  ASSERT_TRUE(program.has_value());
  ASSERT_TRUE(library.has_value());
  EXPECT_LE(program->begin, AddressOf(&AFunction));
  EXPECT_GT(program->end, AddressOf(&AFunction));
}

TEST(CodeObjectTest, FindsNoneForMemoryThatNoFileHolds) {
  const auto heap = std::make_unique<int>();
  EXPECT_FALSE(FindCodeObject(reinterpret_cast<uintptr_t>(heap.get())).has_value());
  EXPECT_FALSE(FindCodeObject(0).has_value());
}

TEST(CodeObjectTest, FindsTheRowOfAFunction) {
  const std::optional<CodeObject> program = FindCodeObject(AddressOf(&AFunction));
  ASSERT_TRUE(program.has_value());
  const std::optional<FrameTable> table = FrameTable::Of(*program);
  ASSERT_TRUE(table.has_value());
  const std::optional<uint32_t> row = table->RowOf(AddressOf(&AFunction));
  ASSERT_TRUE(row.has_value());
  EXPECT_LT(*row, table->size());
  EXPECT_EQ(table->RowOf(program->begin), std::nullopt) << "before all functions";
}

}  // namespace
}  // namespace counter_internal
}  // namespace telemetry
