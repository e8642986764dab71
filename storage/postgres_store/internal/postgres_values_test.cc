#include "storage/postgres_store/internal/postgres_values.h"

#include <limits>
#include <string>

#include "absl/time/civil_time.h"
#include "gtest/gtest.h"

namespace telemetry::storage_internal {
namespace {

TEST(PostgresValuesTest, EncodesAsTheServerDoes) {
  EXPECT_EQ(EncodeInt64(-2), "\xff\xff\xff\xff\xff\xff\xff\xfe");
  EXPECT_EQ(EncodeDouble(1), std::string("\x3f\xf0\0\0\0\0\0\0", 8));
  EXPECT_EQ(EncodeDay(absl::CivilDay(2000, 1, 2)), std::string("\0\0\0\1", 4));
  EXPECT_EQ(EncodeDay(absl::CivilDay(1999, 12, 31)), "\xff\xff\xff\xff");
}

TEST(PostgresValuesTest, DecodesWhatItEncodes) {
  for (const int64_t value : {int64_t{0}, int64_t{-5}, std::numeric_limits<int64_t>::max()}) {
    EXPECT_EQ(DecodeInt64(EncodeInt64(value)), value);
  }
  for (const double value : {0.1, -5e-324, std::numeric_limits<double>::infinity()}) {
    EXPECT_EQ(DecodeDouble(EncodeDouble(value)), value);
  }
  for (const absl::CivilDay day : {absl::CivilDay(1970, 1, 1), absl::CivilDay(2026, 11, 18)}) {
    EXPECT_EQ(DecodeDay(EncodeDay(day)), day);
  }
}

TEST(PostgresValuesTest, DecodesNothingOfAnotherSize) {
  EXPECT_EQ(DecodeInt64("1234"), 0);
  EXPECT_EQ(DecodeDouble(""), 0);
  EXPECT_EQ(DecodeDay("12345678"), absl::CivilDay(2000, 1, 1));
}

TEST(PostgresValuesTest, EncodesAnArray) {
  const std::string expected("\0\0\0\1\0\0\0\0\0\0\0\x11\0\0\0\2\0\0\0\1\0\0\0\1a\0\0\0\0", 29);
  EXPECT_EQ(EncodeArray(PostgresType::kBytes, {"a", ""}), expected);
  EXPECT_EQ(EncodeArray(PostgresType::kBytes, {}), std::string("\0\0\0\0\0\0\0\0\0\0\0\x11", 12));
}

}  // namespace
}  // namespace telemetry::storage_internal
