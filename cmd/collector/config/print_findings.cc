#include "cmd/collector/config/print_findings.h"

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "cmd/internal/printable.h"
#include "config/approval/finding.h"

namespace telemetry::collector {

absl::Status PrintFindings(const std::string& file, const std::vector<Finding>& findings, bool json,
                           std::ostream& out) {
  if (json) {
    out << FindingsToJson(file, findings) << "\n";
  } else {
    for (const Finding& finding : findings) {
      out << cmd::Printable(FormatFinding(file, finding)) << "\n";
    }
  }
  const auto errors = std::count_if(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.severity == Severity::kError;
  });
  if (errors == 0) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat(file, ": ", errors, errors == 1 ? " error" : " errors"));
}

}  // namespace telemetry::collector
