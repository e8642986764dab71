#include "config/approval/internal/json_lines.h"

#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace telemetry::config_internal {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(JsonLinesTest, CountsValuesInTheirOrder) {
  EXPECT_THAT(JsonValueLines("{\n \"a\": [1,\n -2.5e+3],\n\n \"b\" : \"x\"}"),
              ElementsAre(1, 2, 2, 3, 5));
}

TEST(JsonLinesTest, StringsMayHoldAnything) {
  EXPECT_THAT(JsonValueLines("[\"{[\\\\\",\n\"\\\":1\",\n{\"k\\\"\":null}]"),
              ElementsAre(1, 1, 2, 3, 3));
}

TEST(JsonLinesTest, AValueMayStandAlone) {
  EXPECT_THAT(JsonValueLines("\n\ntrue\n"), ElementsAre(3));
  EXPECT_THAT(JsonValueLines(""), IsEmpty());
}

TEST(JsonLinesTest, SurvivesWhatIsNotJson) {
  for (const char* text : {"\"", "\"\\", "{\"a", "}]", "\"a\" :"}) JsonValueLines(text);
}

TEST(JsonLinesTest, FindsTheLineOfAByte) {
  EXPECT_EQ(LineAt("a\nb\n", 0), 1);
  EXPECT_EQ(LineAt("a\nb\n", 2), 2);
  EXPECT_EQ(LineAt("a\nb\n", 99), 3);
}

}  // namespace
}  // namespace telemetry::config_internal
