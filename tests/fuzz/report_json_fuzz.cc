// Any bytes: ParseReportJson() terminates; a report that it accepts survives being written and read
// again, indented and compact.

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "report/report.pb.h"
#include "report/report_json.h"
#include "tests/fuzz/fuzz_check.h"

namespace telemetry {
namespace {

void CheckSurvives(const std::string& json, const std::string& again_json) {
  const absl::StatusOr<v1::Report> again = ParseReportJson(json, "written");
  Check(again.ok(), "a written report cannot be read");
  Check(ReportToCompactJson(*again) == again_json, "a report changes by being written and read");
}

}  // namespace
}  // namespace telemetry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  const absl::StatusOr<telemetry::v1::Report> report = telemetry::ParseReportJson(input, "input");
  if (!report.ok()) return 0;
  const std::string compact = telemetry::ReportToCompactJson(*report);
  telemetry::CheckSurvives(compact, compact);
  telemetry::CheckSurvives(telemetry::ReportToJson(*report), compact);
  return 0;
}
