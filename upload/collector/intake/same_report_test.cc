#include "upload/collector/intake/same_report.h"

#include <string>

#include "absl/strings/string_view.h"
#include "gtest/gtest.h"
#include "report/report_json.h"
#include "report/testing/report_fixture.h"

namespace telemetry::upload_internal {
namespace {

std::string Json(absl::string_view counters, absl::string_view stacks = "{}") {
  return ReportToCompactJson(testutil::ToolReport(0.5, counters, stacks));
}

TEST(SameReportTest, IsTheSameWhateverIsLeftOut) {
  const std::string whole = Json(R"({"a": 1, "b": 2})", R"({"s\nmain.f:+1": 3})");
  for (const std::string& part : {whole, Json(R"({"a": 1})"), Json(R"({"b": 2, "c": 9})"),
                                  Json("{}", R"({"s\nmain.f:+1": 3})"), Json("{}")}) {
    EXPECT_TRUE(IsSameReport(whole, part)) << part;
    EXPECT_TRUE(IsSameReport(part, whole)) << part;
  }
  v1::Report none = testutil::ToolReport(0.5, "{}");
  none.clear_programs();
  EXPECT_TRUE(IsSameReport(whole, ReportToCompactJson(none)));
}

TEST(SameReportTest, IsAnotherIfACountDiffers) {
  const std::string report = Json(R"({"a": 1, "b": 2})", R"({"s\nmain.f:+1": 3})");
  EXPECT_FALSE(IsSameReport(report, Json(R"({"a": 1, "b": 3})")));
  EXPECT_FALSE(IsSameReport(report, Json("{}", R"({"s\nmain.f:+1": 4})")));
}

TEST(SameReportTest, IsTheSameWhateverBuildsItMayName) {
  const std::string listed = Json("{}", R"({"s\ntool@01.f:@0x10,+0x1": 1, "s\n?.f:@0x0,+0x1": 2})");
  EXPECT_TRUE(IsSameReport(listed, Json("{}", R"({"s\ntool.f:@0x0,+0x1": 3})")));
  EXPECT_TRUE(IsSameReport(Json("{}", R"({"s\n?.f:@0x0,+0x1": 3})"), listed));
  EXPECT_FALSE(IsSameReport(listed, Json("{}", R"({"s\ntool.f:@0x0,+0x1": 2})")));
}

TEST(SameReportTest, IsAnotherIfItWasMadeOtherwise) {
  v1::Report report = testutil::ToolReport(0.5, R"({"a": 1})");
  const std::string json = ReportToCompactJson(report);
  report.set_last_week("2026-11-04");
  EXPECT_FALSE(IsSameReport(json, ReportToCompactJson(report)));
  report = testutil::ToolReport(0.5, R"({"a": 1})");
  report.set_config("v9.0.0");
  EXPECT_FALSE(IsSameReport(json, ReportToCompactJson(report)));
}

TEST(SameReportTest, TellsEntriesOfOneProgramApart) {
  v1::Report report = testutil::ToolReport(0.5, R"({"a": 1})");
  const std::string json = ReportToCompactJson(report);
  report.mutable_programs(0)->set_goos("plan9");
  (*report.mutable_programs(0)->mutable_counters())["a"] = 2;
  EXPECT_TRUE(IsSameReport(json, ReportToCompactJson(report)));
}

TEST(SameReportTest, IsAnotherIfItIsNoReport) {
  EXPECT_FALSE(IsSameReport("{", Json("{}")));
  EXPECT_FALSE(IsSameReport(Json("{}"), ""));
}

}  // namespace
}  // namespace telemetry::upload_internal
