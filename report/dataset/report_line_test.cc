#include "report/dataset/report_line.h"

#include <string>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "tests/util/status_matchers.h"

namespace telemetry::report_internal {
namespace {

using testing::StartsWith;

absl::Status Parse(absl::string_view line) {
  simdjson::dom::parser parser;
  const simdjson::padded_string padded(line.data(), line.size());
  simdjson::dom::object report;
  return ParseReportLine(parser, {padded.data(), padded.size()}, report);
}

TEST(ReportLineTest, TakesAnObject) {
  EXPECT_THAT(Parse(R"({"Week":"2026-11-18"})"), IsOk());
  EXPECT_THAT(Parse(" {} "), IsOk());
}

TEST(ReportLineTest, RefusesAnythingElse) {
  for (const char* line : {"[]", "1", "null", "\"{}\""}) {
    EXPECT_THAT(Parse(line),
                StatusIs(absl::StatusCode::kInvalidArgument, "the report is not an object"))
        << line;
  }
  for (const char* line : {"", "{", "{} {}", "Week"}) {
    EXPECT_THAT(Parse(line), StatusIs(absl::StatusCode::kInvalidArgument, StartsWith("not JSON: ")))
        << line;
  }
}

TEST(ReportLineTest, ReadsAReportAndItsEntriesInPlaceOfTheLast) {
  const simdjson::padded_string lines[] = {
      simdjson::padded_string(std::string(
          R"({"Week":"2026-11-18","X":0.5,"Programs":[{"Program":"a","Counters":{}},{"Program":"b"}]})")),
      simdjson::padded_string(std::string(R"({"Config":"v1","Programs":[{"Program":"c"}]})")),
      simdjson::padded_string(std::string(R"({"Programs":[{"Program":"d"}],"Programs":null})"))};
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  WholeLine line;

  ASSERT_THAT(ParseReportLine(parser, {lines[0].data(), lines[0].size()}, object), IsOk());
  ASSERT_THAT(ReadWholeLine(object, line), IsOk());
  EXPECT_EQ(line.report.week, "2026-11-18");
  ASSERT_EQ(line.programs.size(), 2);
  EXPECT_EQ(line.programs[1].build.program, "b");

  ASSERT_THAT(ParseReportLine(parser, {lines[1].data(), lines[1].size()}, object), IsOk());
  ASSERT_THAT(ReadWholeLine(object, line), IsOk());
  EXPECT_EQ(line.report.week, "");
  ASSERT_EQ(line.programs.size(), 1);
  EXPECT_EQ(line.programs[0].build.program, "c");
  EXPECT_FALSE(line.programs[0].has_counters);

  ASSERT_THAT(ParseReportLine(parser, {lines[2].data(), lines[2].size()}, object), IsOk());
  ASSERT_THAT(ReadWholeLine(object, line), IsOk());
  EXPECT_TRUE(line.programs.empty());
}

TEST(ReportLineTest, RefusesAnEntryThatIsNone) {
  const simdjson::padded_string text(std::string(R"({"Programs":[{},1]})"));
  simdjson::dom::parser parser;
  simdjson::dom::object object;
  WholeLine line;
  ASSERT_THAT(ParseReportLine(parser, {text.data(), text.size()}, object), IsOk());
  EXPECT_THAT(ReadWholeLine(object, line), StatusIs(absl::StatusCode::kInvalidArgument,
                                                    "an element of Programs is not an object"));
}

}  // namespace
}  // namespace telemetry::report_internal
