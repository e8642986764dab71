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

}  // namespace
}  // namespace telemetry::report_internal
