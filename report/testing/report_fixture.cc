#include "report/testing/report_fixture.h"

#include <fstream>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "config/upload_config/upload_config.h"
#include "gtest/gtest.h"
#include "report/report_json.h"

namespace telemetry::testutil {

v1::Report ReportFrom(absl::string_view json) {
  absl::StatusOr<v1::Report> report = ParseReportJson(json, "fixture");
  EXPECT_TRUE(report.ok()) << report.status();
  return *std::move(report);
}

ApprovedCounters ApprovedFrom(absl::string_view json) {
  absl::StatusOr<v1::UploadConfig> config = ParseUploadConfigJson(json, "fixture");
  EXPECT_TRUE(config.ok()) << config.status();
  return ApprovedCounters(*std::move(config), "v1.0.0");
}

ApprovedCounters GoApproved() {
  return ApprovedFrom(ReadWorkspaceFile("config/upload_config/testdata/upload_config.json"));
}

std::string ReadWorkspaceFile(absl::string_view path) {
  std::ifstream file{std::string(path), std::ios::binary};
  EXPECT_TRUE(file.is_open()) << path;
  return std::string(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
}

ApprovedCounters SmallApproved() {
  return ApprovedFrom(R"({
    "GOOS": ["linux"], "GOARCH": ["amd64"], "GoVersion": ["gcc12.2.0", "go1.26.0"],
    "SampleRate": 1,
    "Programs": [
      {"Name": "example.com/tool", "Versions": ["v1.0.0", "v1.1.0"],
       "Counters": [{"Name": "tool/plain", "Rate": 1},
                    {"Name": "tool/size:{small,large}", "Rate": 1},
                    {"Name": "tool/rare", "Rate": 0.1}],
       "Stacks": [{"Name": "tool/bug", "Rate": 1, "Depth": 16}]},
      {"Name": "cmd/go", "Versions": ["go1.26.0"],
       "Counters": [{"Name": "go/invocations", "Rate": 1}]}
    ]})");
}

v1::Report ToolReport(double x, absl::string_view counters, absl::string_view stacks) {
  return ReportFrom(absl::StrCat(
      R"({"Week": "2026-11-18", "LastWeek": "2026-11-11", "X": )", x, R"(, "Config": "v1.0.0",)",
      R"("Programs": [{"Program": "example.com/tool", "Version": "v1.0.0",)",
      R"("GoVersion": "gcc12.2.0", "GOOS": "linux", "GOARCH": "amd64",)", R"("Counters": )",
      counters, R"(, "Stacks": )", stacks, "}]}"));
}

}  // namespace telemetry::testutil
