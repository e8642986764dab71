#include "counter/internal/unwind/frame_description.h"

#include <cstdint>
#include <optional>

#include "counter/internal/unwind/dwarf_reader.h"
#include "counter/internal/unwind/registers.h"
#include "counter/internal/unwind/testing/frame_section.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace counter_internal {
namespace {

std::optional<FrameDescription> Read(const FunctionFrame& frame) {
  return ReadFrameDescription(FrameSection(frame).fde());
}

TEST(FrameDescriptionTest, SaysWhereTheFunctionIs) {
  const auto description = Read({.begin = 0x4000, .length = 0x20});
  ASSERT_TRUE(description.has_value());
  EXPECT_EQ(description->begin, 0x4000u);
  EXPECT_EQ(description->end, 0x4020u);
  EXPECT_FALSE(description->is_signal_frame);
}

TEST(FrameDescriptionTest, GivesTheInstructionsOfBothEntries) {
  const FrameSection section(
      {.code_alignment = 4, .common_instructions = {0x0a, 0x0b}, .instructions = {0x00, 0x2e}});
  const auto description = ReadFrameDescription(section.fde());
  ASSERT_TRUE(description.has_value());
  EXPECT_EQ(description->code_alignment, 4u);
  EXPECT_EQ(description->data_alignment, -8);
  DwarfReader common = description->common_instructions;
  EXPECT_EQ(common.U8(), 0x0a);
  EXPECT_EQ(common.U8(), 0x0b);
  EXPECT_TRUE(common.at_end());
  DwarfReader own = description->instructions;
  EXPECT_EQ(own.U8(), 0x00);
  EXPECT_EQ(own.U8(), 0x2e);
  EXPECT_TRUE(own.at_end());
}

TEST(FrameDescriptionTest, AddsThePositionToRelativeAddresses) {
  const FrameSection section(
      {.augmentation_data = {0x14}, .begin = 0x100, .length = 0x20});  // relative, 8 bytes
  const auto description = ReadFrameDescription(section.fde());
  ASSERT_TRUE(description.has_value());
  const auto position = reinterpret_cast<uintptr_t>(section.fde()) + 2 * sizeof(uint32_t);
  EXPECT_EQ(description->begin, position + 0x100);
  EXPECT_EQ(description->end, position + 0x120);
}

TEST(FrameDescriptionTest, ReadsAddressesOfFourBytes) {
  // Only the first half of each address is read; the second one follows it.
  const uint64_t begin_and_length = 0x1000 | uint64_t{0x20} << 32;
  const auto description = Read({.augmentation_data = {0x03}, .begin = begin_and_length});
  ASSERT_TRUE(description.has_value());
  EXPECT_EQ(description->begin, 0x1000u);
  EXPECT_EQ(description->end, 0x1020u);
}

TEST(FrameDescriptionTest, PassesOverWhatExceptionsNeed) {
  const auto description =
      Read({.augmentation = "zPLR", .augmentation_data = {0x03, 1, 2, 3, 4, 0x1b, 0x04}});
  ASSERT_TRUE(description.has_value());
  EXPECT_EQ(description->begin, 0x1000u);
}

TEST(FrameDescriptionTest, KnowsSignalFrames) {
  const auto description = Read({.augmentation = "zRS"});
  ASSERT_TRUE(description.has_value());
  EXPECT_TRUE(description->is_signal_frame);
}

TEST(FrameDescriptionTest, RefusesWhatItDoesNotKnow) {
  EXPECT_FALSE(Read({.augmentation = "zX"}).has_value()) << "a letter";
  EXPECT_FALSE(Read({.augmentation = "eh"}).has_value()) << "an old augmentation";
  EXPECT_FALSE(Read({.augmentation_data = {0x01}}).has_value()) << "an address of LEB128";
  EXPECT_FALSE(Read({.augmentation_data = {0x24}}).has_value()) << "relative to the text";
  EXPECT_FALSE(Read({.return_address = kReturnAddressNumber + 1}).has_value()) << "a register";
}

TEST(FrameDescriptionTest, RefusesACommonEntryInPlaceOfADescription) {
  const uint32_t common_entry[] = {8, 0, 0};
  EXPECT_FALSE(ReadFrameDescription(reinterpret_cast<const uint8_t*>(common_entry)).has_value());
}

}  // namespace
}  // namespace counter_internal
}  // namespace telemetry
