#include "storage/files/temporary_name.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

using ::testing::MatchesRegex;

TEST(TemporaryNameTest, IsBesideTheFileAndSaysWhatItIs) {
  EXPECT_THAT(TemporaryName("/d/f.json"), MatchesRegex("/d/f\\.json\\.[0-9]+\\.tmp"));
}

TEST(TemporaryNameTest, DiffersEachTime) { EXPECT_NE(TemporaryName("f"), TemporaryName("f")); }

}  // namespace
}  // namespace telemetry
