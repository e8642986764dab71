#include "counter/internal/unwind/dwarf_reader.h"

#include <cstdint>
#include <initializer_list>
#include <vector>

#include "gtest/gtest.h"

namespace telemetry {
namespace counter_internal {
namespace {

class Bytes {
 public:
  Bytes(std::initializer_list<uint8_t> bytes) : bytes_(bytes) {}
  DwarfReader reader() const { return DwarfReader(bytes_.data(), bytes_.data() + bytes_.size()); }

 private:
  std::vector<uint8_t> bytes_;
};

// The examples are those of the DWARF standard, version 5, figures 22 and 23.
TEST(DwarfReaderTest, ReadsUnsignedNumbersOfAnyLength) {
  EXPECT_EQ(Bytes({0x02}).reader().Uleb(), 2u);
  EXPECT_EQ(Bytes({0x7f}).reader().Uleb(), 127u);
  EXPECT_EQ(Bytes({0x80, 0x01}).reader().Uleb(), 128u);
  EXPECT_EQ(Bytes({0xb9, 0x64}).reader().Uleb(), 12857u);
}

TEST(DwarfReaderTest, ReadsSignedNumbersOfAnyLength) {
  EXPECT_EQ(Bytes({0x02}).reader().Sleb(), 2);
  EXPECT_EQ(Bytes({0x7e}).reader().Sleb(), -2);
  EXPECT_EQ(Bytes({0xff, 0x00}).reader().Sleb(), 127);
  EXPECT_EQ(Bytes({0x81, 0x7f}).reader().Sleb(), -127);
  EXPECT_EQ(Bytes({0x80, 0x7f}).reader().Sleb(), -128);
}

TEST(DwarfReaderTest, IgnoresBitsBeyondTheSixtyFourth) {
  const Bytes bytes = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f};
  EXPECT_EQ(bytes.reader().Uleb(), UINT64_MAX);
  EXPECT_EQ(bytes.reader().Sleb(), -1);
}

TEST(DwarfReaderTest, StaysFailedAfterTheEnd) {
  const Bytes bytes = {0x01, 0x02};
  DwarfReader reader = bytes.reader();
  EXPECT_EQ(reader.Fixed<uint32_t>(), 0u);
  EXPECT_FALSE(reader.ok());
  EXPECT_EQ(reader.U8(), 0u);
  EXPECT_TRUE(reader.at_end());
}

TEST(DwarfReaderTest, DoesNotSkipPastTheEnd) {
  const Bytes bytes = {0x01, 0x02};
  DwarfReader reader = bytes.reader();
  reader.Skip(UINT64_MAX);
  EXPECT_FALSE(reader.ok());
}

}  // namespace
}  // namespace counter_internal
}  // namespace telemetry
