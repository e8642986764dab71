// Any bytes, as a body over gRPC and over HTTP: what CheckUpload() accepts of them, it accepts whole
// when it comes again, it is not longer than what came, and the answer has its limit.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "config/upload_config/approved_counters.h"
#include "config/upload_config/upload_config.h"
#include "report/left_out.h"
#include "report/making/check_upload.h"
#include "report/report.pb.h"
#include "report/report_json.h"
#include "report/stack_check.h"
#include "tests/fuzz/fuzz_check.h"
#include "upload/upload.pb.h"

namespace telemetry {
namespace {

constexpr absl::CivilDay kToday(2026, 11, 19);
// The program's name, the item's and the reason: each at most what a message repeats, escaped.
constexpr size_t kMaxListedBytes = 3000;

const ApprovedCounters& Approved() {
  static const auto& approved = *new ApprovedCounters(
      ParseUploadConfigJson(
          R"({"GOOS": ["linux"], "GOARCH": ["amd64"], "GoVersion": ["gcc"], "SampleRate": 1,
              "Programs": [{"Name": "t", "Versions": ["v1.0.0"],
                            "Counters": [{"Name": "c", "Rate": 1}, {"Name": "d:{a,b}", "Rate": 1}],
                            "Stacks": [{"Name": "s", "Rate": 1, "Depth": 3}]}]})",
          "config")
          .value());
  return approved;
}

void CheckTaken(const v1::Report& report) {
  const size_t came = ReportToCompactJson(report).size();
  const absl::StatusOr<CheckedUpload> checked = CheckUpload(report, Approved(), kToday);
  if (!checked.ok()) return;
  const std::string json = ReportToCompactJson(checked->accepted);
  Check(json.size() <= came, "a report grows by being checked");
  Check(checked->dropped.size() <= kMaxDroppedListed, "too much is listed");
  for (const LeftOut& item : checked->dropped) {
    Check(item.program.size() + item.name.size() + item.reason.size() <= kMaxListedBytes,
          "an item of the list is too long");
  }
  for (const v1::ProgramReport& entry : checked->accepted.programs()) {
    for (const auto& [stack, count] : entry.stacks()) {
      Check(WhyNotStack(stack).empty(), "a stack is accepted that is none");
      Check(std::count(stack.begin(), stack.end(), '\n') <= 3, "more frames than approved");
    }
  }
  const absl::StatusOr<v1::Report> stored = ParseReportJson(json, "stored");
  Check(stored.ok(), "what is stored cannot be read");
  const absl::StatusOr<CheckedUpload> again = CheckUpload(*stored, Approved(), kToday);
  Check(again.ok(), "what was accepted is refused");
  Check(again->dropped.empty(), "what was accepted is dropped");
  Check(ReportToCompactJson(again->accepted) == json, "what was accepted changes");
}

}  // namespace
}  // namespace telemetry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  telemetry::v1::UploadReportRequest request;
  if (request.ParseFromArray(data, static_cast<int>(size))) telemetry::CheckTaken(request.report());
  const absl::StatusOr<telemetry::v1::Report> report = telemetry::ParseReportJson(input, "input");
  if (report.ok()) telemetry::CheckTaken(*report);
  return 0;
}
