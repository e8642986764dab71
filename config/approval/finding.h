// What a check has to say about a file, in the form that editors and CI systems understand.
//
//   for (const Finding& finding : LintCharts(charts, options)) {
//     out << FormatFinding("charts.txt", finding) << "\n";
//   }  // charts.txt:12: error: MISSING_OWNER: ...
//
// All functions are pure.

#ifndef CONFIG_APPROVAL_FINDING_H_
#define CONFIG_APPROVAL_FINDING_H_

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace telemetry {

// An error fails the check, a warning does not.
enum class Severity { kError, kWarning };

struct Finding {
  int line = 0;  // counted from 1
  Severity severity = Severity::kError;
  std::string name;  // such as MISSING_OWNER
  std::string text;  // what is wrong, and what to write instead

  friend bool operator==(const Finding& a, const Finding& b) = default;
};

// `FILE:LINE: SEVERITY: NAME: TEXT`, without a newline.
std::string FormatFinding(absl::string_view file, const Finding& finding);

// {"Findings":[{"File":...,"Line":...,"Severity":"error","Name":...,"Text":...}]}, indented.
std::string FindingsToJson(absl::string_view file, const std::vector<Finding>& findings);

// The finding INVALID for an error whose message begins with the file and a line, such as those of
// ParseAnnotatedCharts(): `charts.txt:12: title is missing`. In line 1 if the message names none.
Finding FindingOfError(absl::string_view message, absl::string_view file);

bool HasError(const std::vector<Finding>& findings);

// Sorts by line; findings of one line keep their order.
void SortByLine(std::vector<Finding>& findings);

}  // namespace telemetry

#endif  // CONFIG_APPROVAL_FINDING_H_
