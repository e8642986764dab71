#include "report/report_json.h"

#include <cmath>
#include <cstdint>
#include <iterator>
#include <limits>
#include <random>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "gmock/gmock.h"
#include "google/protobuf/util/message_differencer.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"

namespace telemetry {
namespace {

using google::protobuf::util::MessageDifferencer;
using testing::HasSubstr;

v1::Report Parse(absl::string_view json) {
  const absl::StatusOr<v1::Report> report = ParseReportJson(json, "r.json");
  EXPECT_THAT(report, IsOk());
  return report.value_or(v1::Report());
}

constexpr char kGoReport[] = R"({
 "Week": "2026-11-18",
 "LastWeek": "2026-11-11",
 "X": 0.25,
 "Programs": [
  {
   "Program": "example.com/mytool",
   "Version": "v1.2.3",
   "GoVersion": "gcc12.2.0",
   "GOOS": "linux",
   "GOARCH": "amd64",
   "Counters": {
    "mytool/errors": 3,
    "mytool/size:\u003c1kb": 1
   },
   "Stacks": {
    "crash/crash\nmain.main:+1,+0x2": 9223372036854775807
   }
  },
  {
   "Program": "cmd/go",
   "Version": "go1.26.5",
   "GoVersion": "go1.26.5",
   "GOOS": "linux",
   "GOARCH": "amd64",
   "Counters": {},
   "Stacks": {}
  }
 ],
 "Config": "v0.31.0"
})";

TEST(ReportJsonTest, ReadsEveryFieldOfAReport) {
  const v1::Report report = Parse(kGoReport);
  EXPECT_EQ(report.week(), "2026-11-18");
  EXPECT_EQ(report.last_week(), "2026-11-11");
  EXPECT_EQ(report.x(), 0.25);
  EXPECT_EQ(report.config(), "v0.31.0");
  ASSERT_EQ(report.programs_size(), 2);
  const v1::ProgramReport& tool = report.programs(0);
  EXPECT_EQ(tool.program(), "example.com/mytool");
  EXPECT_EQ(tool.version(), "v1.2.3");
  EXPECT_EQ(tool.go_version(), "gcc12.2.0");
  EXPECT_EQ(tool.goos(), "linux");
  EXPECT_EQ(tool.goarch(), "amd64");
  EXPECT_EQ(tool.counters().at("mytool/errors"), 3);
  EXPECT_EQ(tool.counters().at("mytool/size:<1kb"), 1);
  EXPECT_EQ(tool.stacks().at("crash/crash\nmain.main:+1,+0x2"),
            std::numeric_limits<int64_t>::max());
}

TEST(ReportJsonTest, WritesTheBytesThatGoWrites) {
  EXPECT_EQ(ReportToJson(Parse(kGoReport)), kGoReport);
}

TEST(ReportJsonTest, WritesAReportWithoutProgramsAsGoWritesANilSlice) {
  v1::Report report;
  report.set_week("2026-11-18");
  report.set_x(0.5);
  EXPECT_EQ(ReportToCompactJson(report),
            R"({"Week":"2026-11-18","LastWeek":"","X":0.5,"Programs":null,"Config":""})");
}

TEST(ReportJsonTest, SortsCountersByTheirBytes) {
  v1::Report report;
  auto& counters = *report.add_programs()->mutable_counters();
  counters["é"] = 1;
  counters["b"] = 2;
  counters["B"] = 3;
  counters["b:"] = 4;
  EXPECT_THAT(ReportToCompactJson(report), HasSubstr(R"({"B":3,"b":2,"b:":4,"é":1})"));
}

struct AcceptedCase {
  std::string json;
  std::string canonical;  // what Go writes after it has read `json`
};

class AcceptedReportJsonTest : public testing::TestWithParam<AcceptedCase> {};

TEST_P(AcceptedReportJsonTest, ReadsAsInGo) {
  EXPECT_EQ(ReportToCompactJson(Parse(GetParam().json)), GetParam().canonical);
}

// A report with only these programs.
std::string With(absl::string_view programs) {
  return absl::StrCat(R"({"Week":"","LastWeek":"","X":0,"Programs":)", programs,
                      R"(,"Config":""})");
}

// One program with only these counters.
std::string WithCounters(absl::string_view counters) {
  return With(absl::StrCat(R"([{"Program":"","Version":"","GoVersion":"","GOOS":"","GOARCH":"",)",
                           R"("Counters":)", counters, R"(,"Stacks":{}}])"));
}

INSTANTIATE_TEST_SUITE_P(
    Texts, AcceptedReportJsonTest,
    testing::Values(
        AcceptedCase{"{}", With("null")}, AcceptedCase{" \t\r\n{ } \n", With("null")},
        AcceptedCase{R"({"Week":null,"X":null,"Programs":null})", With("null")},
        AcceptedCase{R"({"Programs":[]})", With("null")},
        AcceptedCase{R"({"Programs":[{}]})", WithCounters("{}")},
        AcceptedCase{R"({"Programs":[{"Counters":null,"Stacks":null}]})", WithCounters("{}")},
        AcceptedCase{R"({"Programs":[{"Counters":{"a":null}}]})", WithCounters(R"({"a":0})")},
        AcceptedCase{R"({"Programs":[{"Counters":{"a":-0}}]})", WithCounters(R"({"a":0})")},
        // Unknown keys, whatever they hold.
        AcceptedCase{R"({"Host":"h","N":[1,{"a":[true,false,null,"\n",-1.5e+3]}],"O":{}})",
                     With("null")},
        AcceptedCase{R"({"Huge":123456789012345678901234567890,"Tiny":1e-999})", With("null")},
        AcceptedCase{R"({"week":"2026-11-18"})", With("null")},
        // Repeated keys.
        AcceptedCase{R"({"Config":"a","Config":""})", With("null")},
        // null leaves a text or number as it was, and empties a list.
        AcceptedCase{R"({"Week":"w","Week":null,"X":0.5,"X":null,"Programs":[{}],"Programs":null})",
                     R"({"Week":"w","LastWeek":"","X":0.5,"Programs":null,"Config":""})"},
        AcceptedCase{R"({"Programs":[{"Counters":{"a":1,"a":2}}]})", WithCounters(R"({"a":2})")},
        // Text that is not valid Unicode.
        AcceptedCase{"{\"Programs\":[{\"Counters\":{\"a\xff\":1}}]}",
                     WithCounters("{\"a\ufffd\":1}")},
        AcceptedCase{R"({"Programs":[{"Counters":{"\ud800":1}}]})", WithCounters("{\"\ufffd\":1}")},
        AcceptedCase{R"({"Programs":[{"Counters":{"\udc00\ud800":1}}]})",
                     WithCounters("{\"\ufffd\ufffd\":1}")},
        AcceptedCase{R"({"Programs":[{"Counters":{"\ud83d\ude00":1}}]})",
                     WithCounters("{\"😀\":1}")},
        AcceptedCase{R"({"Programs":[{"Counters":{"\\ud800":1}}]})",
                     WithCounters(R"({"\\ud800":1})")}));

struct RefusedCase {
  std::string json;
  std::string message;
};

class RefusedReportJsonTest : public testing::TestWithParam<RefusedCase> {};

TEST_P(RefusedReportJsonTest, NamesTheFileAndThePlace) {
  EXPECT_THAT(ParseReportJson(GetParam().json, "r.json"),
              StatusIs(absl::StatusCode::kInvalidArgument, HasSubstr(GetParam().message)));
}

INSTANTIATE_TEST_SUITE_P(
    Texts, RefusedReportJsonTest,
    testing::Values(
        RefusedCase{"", "r.json: not JSON"}, RefusedCase{"Week=2026-11-18", "r.json: not"},
        RefusedCase{"null", "r.json: not an object"}, RefusedCase{"[{}]", "r.json: not an object"},
        RefusedCase{"{", "r.json: not JSON"}, RefusedCase{R"({"Week":"2026-)", "r.json: "},
        RefusedCase{"{} {}", "r.json: not JSON at byte 3: "},
        RefusedCase{"{}x", "r.json: not JSON"}, RefusedCase{"{,}", "r.json: not JSON"},
        RefusedCase{R"({"Week":"a",})", "r.json: not JSON"},
        RefusedCase{R"({"Week":5})", "r.json: Week: not a string"},
        RefusedCase{R"({"Week":"\x"})", "r.json: not JSON at byte 9: "},
        RefusedCase{"{\"Week\":\"a\nb\"}", "r.json: not JSON"},
        RefusedCase{R"({"X":"0.5"})", "r.json: X: not a number"},
        RefusedCase{R"({"X":1e999})", "r.json: not JSON at byte 5: "},
        RefusedCase{R"({"X":NaN})", "r.json: not JSON"},
        RefusedCase{R"({"X":.5})", "r.json: not JSON"},
        RefusedCase{R"({"X":01})", "r.json: not JSON"},
        RefusedCase{R"({"Programs":{}})", "r.json: Programs: not an array"},
        RefusedCase{R"({"Programs":[{},null]})", "r.json: Programs: 1: null"},
        RefusedCase{R"({"Programs":[5]})", "r.json: Programs: 0: not an object"},
        RefusedCase{R"({"Programs":[{"Counters":[]}]})", "Programs: 0: Counters: not an object"},
        RefusedCase{R"({"Programs":[{"Counters":{"a:b":-5}}]})", "Counters: a:b: not a count"},
        RefusedCase{R"({"Programs":[{"Counters":{"a":1.0}}]})", "not a count"},
        RefusedCase{R"({"Programs":[{"Counters":{"a":1e3}}]})", "not a count"},
        RefusedCase{R"({"Programs":[{"Counters":{"a":"1"}}]})", "not a count"},
        RefusedCase{R"({"Programs":[{"Counters":{"a":true}}]})", "not a count"},
        RefusedCase{R"({"Programs":[{"Counters":{"a":9223372036854775808}}]})",
                    "not a count, an integer from 0 to 2^63-1: 9223372036854775808"},
        RefusedCase{R"({"Programs":[{"Stacks":{"a":01}}]})", "r.json: not JSON"},
        // Bad JSON in a field that is ignored.
        RefusedCase{R"({"Host":tru})", "r.json: not JSON"},
        RefusedCase{R"({"Host":[1,2}})", "r.json: not JSON at byte 12: "},
        RefusedCase{R"({"Host":-})", "r.json: not JSON"},
        RefusedCase{R"({"Host":1.})", "r.json: not JSON"},
        RefusedCase{R"({"Host":"\u12"})", "r.json: not JSON"},
        RefusedCase{
            absl::StrCat(R"({"Host":)", std::string(10000, '['), std::string(10000, ']'), "}"),
            "r.json: nested too deeply"}));

// A string of up to `max_length` characters that are likely to need special treatment.
std::string AnyText(std::mt19937& random, int max_length) {
  static constexpr absl::string_view kPieces[] = {"a",    ":",      "\"",     "\\", "\n", "<",
                                                  "\x01", "\u2028", "\ufffd", "é",  "😀",  "/"};
  std::string text;
  for (int n = random() % (max_length + 1); n > 0; --n) {
    absl::StrAppend(&text, kPieces[random() % std::size(kPieces)]);
  }
  return text;
}

v1::Report AnyReport(std::mt19937& random) {
  v1::Report report;
  report.set_week(AnyText(random, 5));
  report.set_last_week(AnyText(random, 5));
  report.set_x(std::ldexp(static_cast<double>(random()), static_cast<int>(random() % 100) - 80));
  report.set_config(AnyText(random, 5));
  for (int n = random() % 4; n > 0; --n) {
    v1::ProgramReport& program = *report.add_programs();
    program.set_program(AnyText(random, 8));
    program.set_version(AnyText(random, 3));
    program.set_go_version(AnyText(random, 3));
    program.set_goos(AnyText(random, 3));
    program.set_goarch(AnyText(random, 3));
    for (int k = random() % 8; k > 0; --k) {
      (*program.mutable_counters())[AnyText(random, 10)] = random();
      (*program.mutable_stacks())[AnyText(random, 10)] = std::numeric_limits<int64_t>::max() - k;
    }
  }
  return report;
}

TEST(ReportJsonTest, EveryReportSurvivesARoundTripInBothForms) {
  std::mt19937 random(1);
  for (int i = 0; i < 300; ++i) {
    const v1::Report report = AnyReport(random);
    EXPECT_TRUE(MessageDifferencer::Equals(Parse(ReportToJson(report)), report));
    EXPECT_TRUE(MessageDifferencer::Equals(Parse(ReportToCompactJson(report)), report));
  }
}

TEST(ReportJsonTest, EveryPrefixOfAReportIsRefused) {
  const absl::string_view json = kGoReport;
  for (size_t length = 0; length < json.size(); ++length) {
    EXPECT_THAT(ParseReportJson(json.substr(0, length), "r.json"),
                StatusIs(absl::StatusCode::kInvalidArgument));
  }
}

}  // namespace
}  // namespace telemetry
