// Reports and configs for tests, written as JSON.

#ifndef REPORT_TESTING_REPORT_FIXTURE_H_
#define REPORT_TESTING_REPORT_FIXTURE_H_

#include <string>

#include "absl/strings/string_view.h"
#include "config/upload_config/approved_counters.h"
#include "report/report.pb.h"

namespace telemetry::testutil {

// Parses a report; invalid JSON fails the test.
v1::Report ReportFrom(absl::string_view json);

// Parses a config; invalid JSON fails the test.
ApprovedCounters ApprovedFrom(absl::string_view json);

// The real upload config of Go Telemetry.
ApprovedCounters GoApproved();

// The contents of the file at `path`, relative to the workspace; a missing file fails the test.
std::string ReadWorkspaceFile(absl::string_view path);

// A config that approves, with the version "v1.0.0":
//   on linux and amd64, compiled by gcc12.2.0 or go1.26.0,
//   example.com/tool, versions v1.0.0 and v1.1.0, with the counters tool/plain, tool/size:small,
//     tool/size:large, tool/rare (rate 0.1) and the stack tool/bug,
//   cmd/go, version go1.26.0, with the counter go/invocations.
ApprovedCounters SmallApproved();

// A report of the week 2026-11-18 with the given X and one entry, for example.com/tool v1.0.0, with
// the given counters and stacks, both JSON objects.
v1::Report ToolReport(double x, absl::string_view counters, absl::string_view stacks = "{}");

}  // namespace telemetry::testutil

#endif  // REPORT_TESTING_REPORT_FIXTURE_H_
