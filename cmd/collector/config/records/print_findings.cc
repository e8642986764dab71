#include "cmd/collector/config/records/print_findings.h"

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

std::vector<std::string> LogLines(const std::string& file, const std::vector<Finding>& findings) {
  std::vector<std::string> lines;
  for (const Finding& finding : findings) {
    if (lines.size() == kMaxLoggedFindings) {
      lines.push_back(absl::StrCat("and ", findings.size() - lines.size(),
                                   " more; see collector config check ", cmd::Printable(file)));
      break;
    }
    lines.push_back(cmd::Printable(FormatFinding(file, finding)));
  }
  return lines;
}

}  // namespace telemetry::collector
