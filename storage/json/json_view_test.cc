#include "storage/json/json_view.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

JsonView View(absl::string_view json) { return JsonView::Parse(json).value_or(JsonView()); }

std::string Repeated(int times, absl::string_view text) {
  std::string all;
  for (int i = 0; i < times; ++i) all.append(text.data(), text.size());
  return all;
}

TEST(JsonViewTest, TakesEveryKindOfValue) {
  for (const char* json : {"null",
                           "true",
                           "false",
                           "0",
                           "-0",
                           "12",
                           "-1.5",
                           "1e9",
                           "2E-3",
                           "0.5e+1",
                           "\"\"",
                           "\"a\"",
                           "[]",
                           "{}",
                           " [ 1 , \"x\" , null ] ",
                           "{\"a\":{\"b\":[{}]}}",
                           "\t\n\r 1 \r\n",
                           "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"",
                           "\"caf\xc3\xa9\"",
                           "[[],[[]]]"}) {
    EXPECT_TRUE(JsonView::Parse(json).has_value()) << json;
  }
}

TEST(JsonViewTest, RefusesWhatIsNotJson) {
  for (const char* json : {"",
                           " ",
                           "nul",
                           "nullx",
                           "True",
                           "01",
                           "1.",
                           ".5",
                           "-",
                           "+1",
                           "1e",
                           "1e+",
                           "0x10",
                           "NaN",
                           "\"",
                           "\"\\\"",
                           "\"\\x\"",
                           "\"\\u12\"",
                           "\"\\u12g4\"",
                           "\"a\nb\"",
                           "[",
                           "]",
                           "[1",
                           "[1,",
                           "[1,]",
                           "[,1]",
                           "[1 2]",
                           "{",
                           "{\"a\"",
                           "{\"a\":",
                           "{\"a\":1",
                           "{\"a\":1,}",
                           "{a:1}",
                           "{\"a\" 1}",
                           "{1:1}",
                           "{\"a\":1 \"b\":2}",
                           "[1}",
                           "{\"a\":1]",
                           "1 2",
                           "{} {}",
                           "// 1\n1",
                           "'a'",
                           "\"caf\xe9\"",
                           "\"\xed\xa0\x80\"",
                           "\"\xc0\xaf\""}) {
    EXPECT_FALSE(JsonView::Parse(json).has_value()) << json;
  }
  EXPECT_FALSE(JsonView::Parse(absl::string_view("1\0", 2)).has_value());
  EXPECT_FALSE(JsonView::Parse(absl::string_view("\"\0\"", 3)).has_value());
}

TEST(JsonViewTest, LimitsTheDepth) {
  const int most = static_cast<int>(JsonView::kMaxDepth);
  EXPECT_TRUE(JsonView::Parse(absl::StrCat(Repeated(most, "["), Repeated(most, "]"))).has_value());
  EXPECT_FALSE(
      JsonView::Parse(absl::StrCat(Repeated(most + 1, "["), Repeated(most + 1, "]"))).has_value());
  EXPECT_FALSE(JsonView::Parse(Repeated(10'000'000, "[")).has_value());
  EXPECT_FALSE(JsonView::Parse(Repeated(1'000'000, "{\"a\":")).has_value());
}

TEST(JsonViewTest, FindsFields) {
  const JsonView object =
      View(R"({ "a" : 1, "b" : {"a": [2, {"x": "}"}]}, "c":"\"a\":9" , "d":null})");
  EXPECT_EQ(object.Field("a").Int64(), 1);
  EXPECT_EQ(object.Field("b").Field("a").text(), R"([2, {"x": "}"}])");
  EXPECT_EQ(object.Field("c").String(), "\"a\":9");
  EXPECT_TRUE(object.Field("d").is_null());
  EXPECT_TRUE(object.Field("e").missing());
  EXPECT_TRUE(object.Field("e").Field("a").missing());
  EXPECT_TRUE(View("[1]").Field("a").missing());
}

TEST(JsonViewTest, FindsAFieldByItsNameWithoutEscapes) {
  EXPECT_EQ(View(R"({"titl\u0065":1})").Field("title").Int64(), 1);
}

TEST(JsonViewTest, TakesARepeatedFieldForMissing) {
  EXPECT_TRUE(View(R"({"a":1,"a":1})").Field("a").missing());
  EXPECT_TRUE(View(R"({"a":1,"\u0061":2,"a":3})").Field("a").missing());
}

TEST(JsonViewTest, ReadsStringsWithoutTheirEscapes) {
  EXPECT_EQ(View(R"("\"\\\/\b\f\n\r\t")").String(), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(View(R"("A\u0041\u00e9\u20ac\ud83d\ude00")").String(),
            "AA\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80");
  EXPECT_EQ(View(R"("\u0000")").String(), std::string(1, '\0'));
  EXPECT_EQ(View(R"("\ud83dx\ude00\ud83d")").String(), "\xef\xbf\xbdx\xef\xbf\xbd\xef\xbf\xbd");
  EXPECT_EQ(View("1").String(), std::nullopt);
  EXPECT_EQ(View("null").String(), std::nullopt);
}

TEST(JsonViewTest, ReadsIntegersOf64Bits) {
  EXPECT_EQ(View("-12").Int64(), -12);
  EXPECT_EQ(View("9223372036854775807").Int64(), std::numeric_limits<int64_t>::max());
  for (const char* json : {"9223372036854775808", "1.0", "1e3", "\"1\"", "true", "null"}) {
    EXPECT_EQ(View(json).Int64(), std::nullopt) << json;
  }
}

TEST(JsonViewTest, ReadsBooleans) {
  EXPECT_EQ(View("true").Bool(), true);
  EXPECT_EQ(View("false").Bool(), false);
  EXPECT_EQ(View("\"true\"").Bool(), std::nullopt);
  EXPECT_EQ(JsonView().Bool(), std::nullopt);
}

TEST(JsonViewTest, GoesThroughElementsUntilToldToStop) {
  std::vector<std::string> seen;
  View(R"([ 1, "]", [2,3] ,{"a":4}, 5])").ForEachElement([&](JsonView value) {
    seen.emplace_back(value.text());
    return seen.size() < 4;
  });
  EXPECT_EQ(seen, (std::vector<std::string>{"1", "\"]\"", "[2,3]", "{\"a\":4}"}));
}

TEST(JsonViewTest, GoesThroughFieldsInOrder) {
  std::string seen;
  View(R"({"b":1,"a":[],"b":2})").ForEachField([&](const std::string& key, JsonView value) {
    absl::StrAppend(&seen, key, "=", std::string(value.text()), ";");
    return true;
  });
  EXPECT_EQ(seen, "b=1;a=[];b=2;");
}

TEST(JsonViewTest, ReadsNothingFromNothing) {
  const JsonView nothing;
  EXPECT_TRUE(nothing.missing());
  EXPECT_FALSE(nothing.is_null());
  EXPECT_EQ(nothing.String(), std::nullopt);
  EXPECT_EQ(nothing.Int64(), std::nullopt);
  nothing.ForEachElement([](JsonView) -> bool {
    ADD_FAILURE() << "an element";
    return false;
  });
  nothing.ForEachField([](const std::string&, JsonView) -> bool {
    ADD_FAILURE() << "a field";
    return false;
  });
}

}  // namespace
}  // namespace telemetry
