#include "storage/json/json_writer.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"

namespace telemetry {
namespace {

// The expected texts are what Go's json.Marshal and json.MarshalIndent print.

struct DoubleCase {
  double value;
  std::string text;
};

class JsonWriterDoubleTest : public testing::TestWithParam<DoubleCase> {};

TEST_P(JsonWriterDoubleTest, WritesWhatGoWrites) {
  JsonWriter json;
  json.Double(GetParam().value);
  EXPECT_EQ(json.text(), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Values, JsonWriterDoubleTest,
    testing::Values(
        DoubleCase{0, "0"}, DoubleCase{-0.0, "-0"}, DoubleCase{1, "1"}, DoubleCase{-1, "-1"},
        DoubleCase{0.1, "0.1"}, DoubleCase{1.5, "1.5"},
        DoubleCase{0.1 + 0.2, "0.30000000000000004"}, DoubleCase{1.0 / 3, "0.3333333333333333"},
        DoubleCase{0.9999999999999999, "0.9999999999999999"}, DoubleCase{100, "100"},
        DoubleCase{123456789, "123456789"}, DoubleCase{123.456, "123.456"},
        DoubleCase{4.35, "4.35"}, DoubleCase{0x1p53, "9007199254740992"},
        DoubleCase{0x1p63, "9223372036854776000"}, DoubleCase{0.00001234, "0.00001234"},
        // Below 1e-6 with an exponent, without the zero that C puts before a single digit.
        DoubleCase{1e-6, "0.000001"}, DoubleCase{9.99999e-7, "9.99999e-7"},
        DoubleCase{-1e-7, "-1e-7"}, DoubleCase{1.5e-10, "1.5e-10"}, DoubleCase{5e-324, "5e-324"},
        DoubleCase{2.2250738585072014e-308, "2.2250738585072014e-308"},
        // From 1e21 on with an exponent; below that, zeros fill in what the shortest digits leave
        // open.
        DoubleCase{1e20, "100000000000000000000"},
        DoubleCase{-1.2345678901234568e20, "-123456789012345680000"},
        DoubleCase{999999999999999868928.0, "999999999999999900000"}, DoubleCase{1e21, "1e+21"},
        DoubleCase{1.5e21, "1.5e+21"}, DoubleCase{1e100, "1e+100"},
        DoubleCase{std::numeric_limits<double>::max(), "1.7976931348623157e+308"},
        // Go refuses these two; JSON cannot express them.
        DoubleCase{std::numeric_limits<double>::infinity(), "null"},
        DoubleCase{std::nan(""), "null"}));

struct StringCase {
  std::string value;
  std::string text;
};

class JsonWriterStringTest : public testing::TestWithParam<StringCase> {};

TEST_P(JsonWriterStringTest, WritesWhatGoWrites) {
  JsonWriter json;
  json.String(GetParam().value);
  EXPECT_EQ(json.text(), GetParam().text);
}

INSTANTIATE_TEST_SUITE_P(
    Values, JsonWriterStringTest,
    testing::Values(StringCase{"", R"("")"}, StringCase{"plain/text", R"("plain/text")"},
                    StringCase{"a\"b\\c", R"("a\"b\\c")"},
                    StringCase{"\b\f\n\r\t", R"("\b\f\n\r\t")"},
                    StringCase{std::string("\0\x01\x1f\x7f", 4), "\"\\u0000\\u0001\\u001f\x7f\""},
                    StringCase{"<&>", R"("\u003c\u0026\u003e")"}, StringCase{"é世😀", "\"é世😀\""},
                    StringCase{"\u2027\u2028\u2029\u202a", "\"\u2027\\u2028\\u2029\u202a\""},
                    StringCase{"\xff", R"("\ufffd")"}, StringCase{"a\xc3", R"("a\ufffd")"},
                    StringCase{"\xed\xa0\x80", R"("\ufffd\ufffd\ufffd")"},
                    StringCase{"\xe2\x82x", R"("\ufffd\ufffdx")"},
                    StringCase{"\ufffd", "\"\ufffd\""}));

std::string JsonOf(const std::string& value) {
  JsonWriter json;
  json.String(value);
  return std::move(json).Take();
}

TEST(JsonWriterTest, EscapesACharacterWhereverItIs) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string c(1, static_cast<char>(byte));
    const std::string alone = JsonOf(c);
    for (const size_t length : {7, 8, 20}) {
      const std::string letters(length, 'x');
      for (size_t i = 0; i <= length; ++i) {
        EXPECT_EQ(JsonOf(letters.substr(0, i) + c + letters.substr(i)),
                  "\"" + letters.substr(0, i) + alone.substr(1, alone.size() - 2) +
                      letters.substr(i) + "\"")
            << byte;
      }
    }
  }
}

TEST(JsonWriterTest, WritesTheWholeRangeOfIntegers) {
  JsonWriter json;
  json.BeginArray();
  json.Int(std::numeric_limits<int64_t>::min());
  json.Int(std::numeric_limits<int64_t>::max());
  json.Uint(std::numeric_limits<uint64_t>::max());
  json.EndArray();
  EXPECT_EQ(json.text(), "[-9223372036854775808,9223372036854775807,18446744073709551615]");
}

void WriteNested(JsonWriter& json) {
  json.BeginObject();
  json.Key("a");
  json.BeginObject();
  json.EndObject();
  json.Key("b");
  json.BeginArray();
  json.EndArray();
  json.Key("<c>");
  json.BeginArray();
  json.Int(1);
  json.BeginObject();
  json.Key("d");
  json.Null();
  json.Key("e");
  json.Bool(true);
  json.Key("f");
  json.Bool(false);
  json.EndObject();
  json.EndArray();
  json.EndObject();
}

TEST(JsonWriterTest, WritesOneLineWithoutAnIndent) {
  JsonWriter json;
  WriteNested(json);
  EXPECT_EQ(std::move(json).Take(),
            R"({"a":{},"b":[],"\u003cc\u003e":[1,{"d":null,"e":true,"f":false}]})");
}

TEST(JsonWriterTest, IndentsEachLevelButLeavesEmptyContainersClosed) {
  JsonWriter json(" ");
  WriteNested(json);
  EXPECT_EQ(std::move(json).Take(), R"({
 "a": {},
 "b": [],
 "\u003cc\u003e": [
  1,
  {
   "d": null,
   "e": true,
   "f": false
  }
 ]
})");
}

TEST(JsonWriterTest, WritesFieldsOfEveryType) {
  JsonWriter json;
  json.BeginObject();
  json.Field("literal", "a<b");
  json.Field("string", std::string("c"));
  json.Field("view", absl::string_view("d"));
  json.Field("bool", true);
  json.Field("int", -1);
  json.Field("int64", std::numeric_limits<int64_t>::min());
  json.Field("uint64", std::numeric_limits<uint64_t>::max());
  json.Field("double", 0.5);
  json.EndObject();
  EXPECT_EQ(json.text(),
            "{\"literal\":\"a\\u003cb\",\"string\":\"c\",\"view\":\"d\",\"bool\":true,"
            "\"int\":-1,\"int64\":-9223372036854775808,\"uint64\":18446744073709551615,"
            "\"double\":0.5}");
}

TEST(JsonWriterTest, WritesArraysItemByItem) {
  JsonWriter json;
  json.BeginObject();
  json.Array("none", std::vector<std::string>());
  json.Array("texts", std::vector<std::string>{"a", "b"});
  json.Array("halves", std::vector<int>{1, 2},
             [](JsonWriter& writer, int item) { writer.Double(item / 2.0); });
  json.EndObject();
  EXPECT_EQ(json.text(), R"({"none":[],"texts":["a","b"],"halves":[0.5,1]})");
}

TEST(JsonWriterTest, SortsTheKeysOfAMapByTheirBytes) {
  JsonWriter json;
  json.BeginObject();
  json.SortedObject("counts",
                    std::unordered_map<std::string, int64_t>{{"b", 2}, {"\xc3\xa9", 3}, {"B", 1}});
  json.EndObject();
  EXPECT_EQ(json.text(), "{\"counts\":{\"B\":1,\"b\":2,\"\xc3\xa9\":3}}");
}

}  // namespace
}  // namespace telemetry
