#include "storage/json/json_document.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"

namespace telemetry {
namespace {

using testing::ElementsAre;

bool IsJson(const std::string& text) { return JsonDocument::Parse(text).ok(); }

// The string that `json` is, or what is wrong with it.
std::string StringOf(const std::string& json) {
  const absl::StatusOr<JsonDocument> document = JsonDocument::Parse(json);
  if (!document.ok()) return document.status().ToString();
  return document->root().String().value_or("no string");
}

TEST(JsonDocumentTest, GoesThroughNestedValuesInTheirOrder) {
  const absl::StatusOr<JsonDocument> document =
      JsonDocument::Parse(R"( {"b":[1,2],"a":{"x\u0041":"y"},"n":null} )");
  ASSERT_THAT(document, IsOk());
  std::vector<std::string> seen;
  EXPECT_THAT(document->root().ForEachField([&](absl::string_view key, JsonValue value) {
    seen.emplace_back(key);
    if (key == "b") {
      return value.ForEachElement([&](JsonValue element) {
        seen.push_back(std::to_string(element.Int64().value_or(-1)));
        return absl::OkStatus();
      });
    }
    return value.ForEachField([&](absl::string_view inner, JsonValue text) {
      seen.emplace_back(inner);
      seen.push_back(text.String().value_or("?"));
      return absl::OkStatus();
    });
  }),
              IsOk());
  EXPECT_THAT(seen, ElementsAre("b", "1", "2", "a", "xA", "y", "n"));
}

TEST(JsonDocumentTest, KeepsRepeatedKeysInTheirOrder) {
  const absl::StatusOr<JsonDocument> document = JsonDocument::Parse(R"({"a":1,"b":2,"a":3})");
  ASSERT_THAT(document, IsOk());
  std::vector<std::string> seen;
  (void)document->root().ForEachField([&](absl::string_view key, JsonValue value) {
    seen.push_back(std::string(key) + std::to_string(value.Int64().value_or(-1)));
    return absl::OkStatus();
  });
  EXPECT_THAT(seen, ElementsAre("a1", "b2", "a3"));
}

TEST(JsonDocumentTest, StopsAtTheReadersFirstError) {
  const absl::StatusOr<JsonDocument> document = JsonDocument::Parse(R"({"a":1,"b":2})");
  ASSERT_THAT(document, IsOk());
  int fields = 0;
  EXPECT_THAT(document->root().ForEachField([&](absl::string_view key, JsonValue) {
    ++fields;
    return AddPlace(absl::InvalidArgumentError("no"), key);
  }),
              StatusIs(absl::StatusCode::kInvalidArgument, "a: no"));
  EXPECT_EQ(fields, 1);
}

TEST(JsonDocumentTest, TakesNullForAnyEmptyValue) {
  const absl::StatusOr<JsonDocument> document = JsonDocument::Parse("null");
  ASSERT_THAT(document, IsOk());
  const JsonValue null = document->root();
  EXPECT_TRUE(null.is_null());
  EXPECT_THAT(null.String(), IsOkAndHolds(""));
  EXPECT_THAT(null.Double(), IsOkAndHolds(0));
  EXPECT_THAT(null.Int64(), IsOkAndHolds(0));
  EXPECT_THAT(
      null.ForEachField([](absl::string_view, JsonValue) { return absl::InternalError("called"); }),
      IsOk());
  EXPECT_THAT(null.ForEachElement([](JsonValue) { return absl::InternalError("called"); }), IsOk());
}

TEST(JsonDocumentTest, RefusesValuesOfAnotherType) {
  const absl::StatusOr<JsonDocument> document = JsonDocument::Parse("true");
  ASSERT_THAT(document, IsOk());
  const JsonValue value = document->root();
  EXPECT_THAT(value.String(), StatusIs(absl::StatusCode::kInvalidArgument, "not a string"));
  EXPECT_THAT(value.Double(), StatusIs(absl::StatusCode::kInvalidArgument, "not a number"));
  EXPECT_THAT(value.Int64(),
              StatusIs(absl::StatusCode::kInvalidArgument, "not an integer of 64 bits"));
  EXPECT_THAT(value.ForEachField([](absl::string_view, JsonValue) { return absl::OkStatus(); }),
              StatusIs(absl::StatusCode::kInvalidArgument, "not an object"));
  EXPECT_THAT(value.ForEachElement([](JsonValue) { return absl::OkStatus(); }),
              StatusIs(absl::StatusCode::kInvalidArgument, "not an array"));
}

TEST(JsonDocumentTest, ReadsTheWholeRangeOfIntegers) {
  for (const int64_t number : {int64_t{0}, int64_t{-1}, std::numeric_limits<int64_t>::max(),
                               std::numeric_limits<int64_t>::min()}) {
    EXPECT_THAT(JsonDocument::Parse(std::to_string(number))->root().Int64(), IsOkAndHolds(number));
  }
  EXPECT_THAT(JsonDocument::Parse("-0")->root().Int64(), IsOkAndHolds(0));
  for (const char* other : {"9223372036854775808", "1.0", "1e3", "1e-1"}) {
    EXPECT_FALSE(JsonDocument::Parse(other)->root().Int64().ok()) << other;
    EXPECT_EQ(JsonDocument::Parse(other)->root().NumberText(), other);
  }
}

TEST(JsonDocumentTest, RoundsNumbersToTheNearestDouble) {
  EXPECT_THAT(JsonDocument::Parse("0.1")->root().Double(), IsOkAndHolds(0.1));
  EXPECT_THAT(JsonDocument::Parse("1e-400")->root().Double(), IsOkAndHolds(0));
  EXPECT_THAT(JsonDocument::Parse("4.9406564584124654e-324")->root().Double(),
              IsOkAndHolds(std::nextafter(0.0, 1.0)));
  EXPECT_THAT(JsonDocument::Parse("9007199254740993")->root().Double(),
              IsOkAndHolds(9007199254740992.0));
}

TEST(JsonDocumentTest, AcceptsJson) {
  for (const char* good :
       {"{}", " [ ] ", "true", "-1.5e+10", R"("\u00e9\\\/")", R"({"":[{"b":[[]]},null]})"}) {
    EXPECT_TRUE(IsJson(good)) << good;
  }
}

TEST(JsonDocumentTest, RefusesWhatIsNotJson) {
  for (const char* bad : {"",          " ",
                          "tru",       "nul",
                          "+1",        "01",
                          "1.",        ".5",
                          "1e",        "-",
                          "\"\\q\"",   "[1,]",
                          "[1 2]",     "[1",
                          "{\"a\"}",   "{\"a\":}",
                          "{1:2}",     "'a'",
                          "NaN",       "Infinity",
                          "\"\\u12\"", "\"a\nb\"",
                          "\"a",       "{} {}",
                          "// x\n1",   "\xef\xbb\xbf{}"}) {
    EXPECT_FALSE(IsJson(bad)) << bad;
  }
  EXPECT_FALSE(IsJson(std::string("{}\0", 3)));
  EXPECT_FALSE(IsJson(std::string("\"\0\"", 3)));
}

TEST(JsonDocumentTest, SaysWhichByteIsWrong) {
  EXPECT_THAT(
      JsonDocument::Parse("[1,]").status(),
      StatusIs(absl::StatusCode::kInvalidArgument, testing::HasSubstr("not JSON at byte 3: ")));
}

TEST(JsonDocumentTest, SaysWhichLineAndColumnIsWrong) {
  const auto message = [](absl::string_view json) {
    return std::string(JsonDocument::Parse(json).status().message());
  };
  EXPECT_THAT(message("{\n \"a\": 1,\n}"),
              testing::StartsWith("not JSON at byte 11: line 3, column 1: "));
  EXPECT_THAT(message("[1,]"), testing::StartsWith("not JSON at byte 3: line 1, column 4: "));
  EXPECT_THAT(message("\xef\xbb\xbf{}"), testing::HasSubstr("begins with a byte order mark"));
}

TEST(JsonDocumentTest, RefusesNestingThatGoRefuses) {
  EXPECT_TRUE(IsJson(std::string(10000, '[') + std::string(10000, ']')));
  EXPECT_THAT(JsonDocument::Parse(std::string(10001, '[') + std::string(10001, ']')).status(),
              StatusIs(absl::StatusCode::kInvalidArgument, "nested too deeply"));
  EXPECT_FALSE(IsJson(std::string(1000000, '[')));
}

TEST(JsonDocumentTest, ReplacesWhatIsNotUtf8) {
  EXPECT_EQ(StringOf("\"caf\xe9\""), "caf\ufffd");
  EXPECT_EQ(StringOf("\"\\ud8\xff\"").substr(0, 16), "INVALID_ARGUMENT");
}

TEST(JsonDocumentTest, ReplacesOnlyHalvesOfSurrogatePairs) {
  EXPECT_EQ(StringOf(R"("\ud83d\ude00")"), "\U0001f600");
  EXPECT_EQ(StringOf(R"("\ud83d\u0041")"), "\ufffdA");
  EXPECT_EQ(StringOf(R"("\uD83D\uD83D\uDE00")"), "\ufffd\U0001f600");
  EXPECT_EQ(StringOf(R"("\ude00")"), "\ufffd");
  EXPECT_EQ(StringOf(R"("\\ude00\n")"), "\\ude00\n");
}

TEST(JsonDocumentTest, CountsBytesAsTheyStandInTheText) {
  // "\xff" is read as U+FFFD, which has three bytes; "\u00e9" has two.
  EXPECT_THAT(JsonDocument::Parse("[\"\xff\xff\xc3\xa9\", x]"),
              StatusIs(absl::StatusCode::kInvalidArgument, testing::HasSubstr("at byte 9:")));
}

}  // namespace
}  // namespace telemetry
