#include "storage/counter_file/counter_file_codec.h"

#include <cstdint>
#include <string>

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "storage/counter_file/counter_file_format.h"

namespace telemetry {
namespace {

namespace format = counter_file_format;

TEST(CounterFileCodecTest, HeaderIsAMultipleOf32Bytes) {
  EXPECT_EQ(HeaderBytes(0), 32);
  EXPECT_EQ(HeaderBytes(1), 64);
  EXPECT_EQ(HeaderBytes(32), 64);
  EXPECT_EQ(HeaderBytes(512), 544);
}

TEST(CounterFileCodecTest, RecordIsAMultipleOf32Bytes) {
  EXPECT_EQ(RecordBytes(1), 32);
  EXPECT_EQ(RecordBytes(16), 32);
  EXPECT_EQ(RecordBytes(17), 64);
  EXPECT_EQ(RecordBytes(4096), 4128);
}

// Chains that Go put these names into.
TEST(CounterFileCodecTest, HashesAsGoDoes) {
  EXPECT_EQ(BucketOf(""), (2166136261u ^ (2166136261u >> 16)) % 512);
  EXPECT_EQ(BucketOf("a"), (0xe40c292cu ^ (0xe40c292cu >> 16)) % 512);
  EXPECT_EQ(BucketOf("foobar"), (0xbf9cf968u ^ (0xbf9cf968u >> 16)) % 512);
}

TEST(CounterFileCodecTest, HashesBytesAndNotSignedCharacters) {
  const uint32_t hash = (2166136261u ^ 0xffu) * 16777619u;
  EXPECT_EQ(BucketOf("\xff"), (hash ^ (hash >> 16)) % 512);
}

struct PlaceCase {
  const char* what;
  uint32_t limit;
  uint32_t name_bytes;
  uint64_t begin;
  uint64_t end;
};

TEST(CounterFileCodecTest, PlacesRecordsInsidePages) {
  const PlaceCase kCases[] = {
      // 224 + 4 + 2048 = 2276, rounded up to 2304.
      {"the first record follows the table", 0, 10, 2304, 2336},
      {"the next follows the one before", 2336, 10, 2336, 2368},
      {"an odd limit is rounded up", 2337, 10, 2368, 2400},
      {"one that would cross a page's end starts on the next page", 16352, 40, 16384, 16448},
      {"one that would touch a page's end too", 16352, 16, 16384, 16416},
      {"the last place in a page", 16320, 16, 16320, 16352},
      {"a limit at a page's end", 16384, 16, 16384, 16416},
      {"the largest limit does not overflow", 0xffffffff, 4096, 0x100000000, 0x100001020},
  };
  for (const PlaceCase& c : kCases) {
    const RecordPlace place = PlaceRecord(c.limit, 224, c.name_bytes);
    EXPECT_EQ(place.begin, c.begin) << c.what;
    EXPECT_EQ(place.end, c.end) << c.what;
  }
}

TEST(CounterFileCodecTest, EncodesTheHeader) {
  const std::string header = EncodeHeader("Program: p\n\n");
  ASSERT_EQ(header.size(), 64);
  EXPECT_EQ(header.substr(0, 28), "# telemetry/counter file v1\n");
  EXPECT_EQ(header.substr(28, 4), std::string("\x40\0\0\0", 4));
  EXPECT_EQ(header.substr(32), "Program: p\n\n" + std::string(20, '\0'));
}

TEST(CounterFileCodecTest, KnowsAHeaderWhenItSeesOne) {
  std::string page = EncodeHeader("Program: p\n\n");
  page.resize(format::kPageBytes);
  EXPECT_TRUE(StartsWithHeader(page));
  EXPECT_FALSE(StartsWithHeader(absl::string_view(page).substr(0, 543)));
  for (const size_t damaged : {0, 28, 40, 63}) {
    std::string other = page;
    other[damaged] ^= 0x40;
    EXPECT_EQ(StartsWithHeader(other), damaged == 40) << damaged;
  }
}

TEST(CounterFileCodecTest, BelievesOnlyRecordsThatAWriterCanLeave) {
  const uint32_t first = HeaderBytes(100) + counter_file_format::kRecordsOffset;
  EXPECT_TRUE(CanHoldRecord(RoundUp(first, 32), HeaderBytes(100)));
  EXPECT_FALSE(CanHoldRecord(RoundUp(first, 32) - 32, HeaderBytes(100)));
  EXPECT_FALSE(CanHoldRecord(RoundUp(first, 32) + 8, HeaderBytes(100)));

  EXPECT_EQ(NameBytes(0xff000001), 1u);
  EXPECT_EQ(NameBytes(0xff001000), 4096u);
  EXPECT_EQ(NameBytes(0xff001001), 0u);
  EXPECT_EQ(NameBytes(0xff000000), 0u);
  EXPECT_EQ(NameBytes(0xfe000001), 0u);

  EXPECT_TRUE(FitsItsPage(16384 - 64, 16));
  EXPECT_FALSE(FitsItsPage(16384 - 32, 16));  // it would end where the page does
}

TEST(CounterFileCodecTest, LoadsLittleEndianIntegers) {
  const absl::string_view bytes("\x00\x01\x02\x03\xff\x05\x06\x07\x80", 9);
  EXPECT_EQ(Load32(bytes, 1), 0xff030201u);
  EXPECT_EQ(Load64(bytes, 1), 0x80070605ff030201u);
}

}  // namespace
}  // namespace telemetry
