// Reports and configs for tests, spelled as JSON.

#ifndef REPORT_TESTING_REPORT_FIXTURE_H_
#define REPORT_TESTING_REPORT_FIXTURE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "config/approved_counters.h"
#include "report/report.pb.h"

namespace telemetry::testing {

// The report that `json` spells; a wrong one fails the test.
v1::Report ReportFrom(absl::string_view json);

// What the config that `json` spells approves; a wrong one fails the test.
ApprovedCounters ApprovedFrom(absl::string_view json);

// The real upload config of Go Telemetry.
ApprovedCounters GoApproved();

// The contents of the file at `path` below the workspace; a missing one fails the test.
std::string ReadWorkspaceFile(absl::string_view path);

// A config that approves, with the version "v1.0.0":
//   on linux and amd64, compiled by gcc12.2.0 or go1.26.0,
//   example.com/tool, versions v1.0.0 and v1.1.0, with the counters tool/plain, tool/size:small,
//     tool/size:large, tool/rare (rate 0.1) and the stack tool/bug,
//   cmd/go, version go1.26.0, with the counter go/invocations.
ApprovedCounters SmallApproved();

// A report of the week 2026-11-18 with this X and an entry for example.com/tool v1.0.0 that has
// these counters and stacks, both JSON objects.
v1::Report ToolReport(double x, absl::string_view counters, absl::string_view stacks = "{}");

}  // namespace telemetry::testing

#endif  // REPORT_TESTING_REPORT_FIXTURE_H_
