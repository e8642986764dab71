#include "report/internal/json_reader.h"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"

namespace telemetry::internal {
namespace {

using testing::ElementsAre;

// Reads the object `json` with `read_field`.
absl::Status Read(absl::string_view json, FieldReader read_field) {
  simdjson::ondemand::parser parser;
  const simdjson::padded_string text(ReplaceInvalidText(json));
  return ReadDocument(parser, text, read_field);
}

absl::Status Check(absl::string_view json) {
  return Read(json, [](absl::string_view, JsonValue value) { return CheckValue(value); });
}

TEST(JsonReaderTest, GoesThroughNestedValuesInTheirOrder) {
  std::vector<std::string> seen;
  EXPECT_THAT(Read(R"({"b":[1,2],"a":{"x\u0041":"y"},"n":null})",
                   [&](absl::string_view key, JsonValue value) {
                     seen.emplace_back(key);
                     if (key == "b") {
                       return ReadArray(value, [&](JsonValue element) {
                         seen.push_back(std::to_string(ReadCount(element).value_or(-1)));
                         return absl::OkStatus();
                       });
                     }
                     return ReadObject(value, [&](absl::string_view inner, JsonValue text) {
                       seen.emplace_back(inner);
                       seen.push_back(ReadString(text).value_or("?"));
                       return absl::OkStatus();
                     });
                   }),
              IsOk());
  EXPECT_THAT(seen, ElementsAre("b", "1", "2", "a", "xA", "y", "n"));
}

TEST(JsonReaderTest, StopsAtTheReadersFirstError) {
  int fields = 0;
  EXPECT_THAT(Read(R"({"a":1,"b":2})",
                   [&](absl::string_view key, JsonValue) {
                     ++fields;
                     return AddPlace(absl::InvalidArgumentError("no"), key);
                   }),
              StatusIs(absl::StatusCode::kInvalidArgument, "a: no"));
  EXPECT_EQ(fields, 1);
}

TEST(JsonReaderTest, ReadsTheWholeRangeOfCounts) {
  const std::vector<std::string> numbers = {"0", "-0", "9223372036854775807"};
  const std::vector<int64_t> counts = {0, 0, std::numeric_limits<int64_t>::max()};
  for (size_t i = 0; i < numbers.size(); ++i) {
    EXPECT_THAT(Read("{\"n\":" + numbers[i] + "}",
                     [&](absl::string_view, JsonValue value) {
                       EXPECT_THAT(ReadCount(value), IsOkAndHolds(counts[i]));
                       return absl::OkStatus();
                     }),
                IsOk());
  }
}

TEST(JsonReaderTest, ChecksValuesThatNobodyReads) {
  EXPECT_THAT(Check(R"({"a":[true,false,null,0,-1.5e+10,"\u00e9\\",{"b":[[]]}],"c":{}})"), IsOk());
  for (const char* bad : {"tru", "nul", "+1", "01", "1.", ".5", "1e", "-", "\"\\q\"", "[1,]",
                          "[1 2]", "{\"a\"}", "{\"a\":}", "{1:2}", "'a'", "NaN", "\"\\u12\""}) {
    EXPECT_FALSE(Check(std::string("{\"a\":") + bad + "}").ok()) << bad;
    EXPECT_FALSE(Check(std::string("{\"a\":[0,") + bad + "]}").ok()) << bad;
  }
}

TEST(JsonReaderTest, RefusesNestingThatWouldExhaustTheStack) {
  const std::string deep(100000, '[');
  EXPECT_FALSE(Check("{\"a\":" + deep + std::string(deep.size(), ']') + "}").ok());
  EXPECT_THAT(Check("{\"a\":" + std::string(400, '[') + std::string(400, ']') + "}"), IsOk());
}

TEST(JsonReaderTest, ReplacesOnlyHalvesOfSurrogatePairs) {
  EXPECT_EQ(ReplaceInvalidText(R"("\ud83d\ude00")"), R"("\ud83d\ude00")");
  EXPECT_EQ(ReplaceInvalidText(R"("\ud83d\u0041")"), R"("\ufffd\u0041")");
  EXPECT_EQ(ReplaceInvalidText(R"("\uD83D\uD83D\uDE00")"), R"("\ufffd\uD83D\uDE00")");
  EXPECT_EQ(ReplaceInvalidText(R"("\ude00")"), R"("\ufffd")");
  EXPECT_EQ(ReplaceInvalidText(R"("\\ude00\n")"), R"("\\ude00\n")");
  EXPECT_EQ(ReplaceInvalidText("\"\\ud8\xff"), "\"\\ud8\ufffd");
  EXPECT_EQ(ReplaceInvalidText("\\"), "\\");
}

}  // namespace
}  // namespace telemetry::internal
