// Which programs' stacks to look at, and where the issues are that speak of them: a file that
// `collector stacks --config` reads.
//
//   {"Programs": ["example.com/mytool"],
//    "Claims": [{"File": "crashes/"}, {"File": "issues.json", "Label": "telemetry"}]}
//
//   absl::StatusOr<TriageConfig> triage = ReadTriageConfig("triage.json");
//   absl::StatusOr<std::vector<StackClaim>> claims = ReadClaims(triage->claims);

#ifndef REPORT_STACKS_TRIAGE_CONFIG_H_
#define REPORT_STACKS_TRIAGE_CONFIG_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "report/stacks/stack_claims.h"

namespace telemetry {

// Issues in files.
struct ClaimFiles {
  // A folder with Markdown files (*.md), or a file with exported issues (JSON).
  std::string path;
  // If not empty, only exported issues with this label.
  std::string label = {};
};

struct TriageConfig {
  // Empty: all programs.
  std::vector<std::string> programs;
  std::vector<ClaimFiles> claims;
};

// Parses the text of such a file. Paths are relative to `folder`. INVALID_ARGUMENT, with the place,
// for what is something else, for a key that is not known, and for a claim without a file.
absl::StatusOr<TriageConfig> ParseTriageConfig(absl::string_view json, absl::string_view folder);

// Reads the file at `path`; its paths are relative to its folder. Errors name the file.
absl::StatusOr<TriageConfig> ReadTriageConfig(const std::string& path);

// The claims in all these files, in the order of their names. Errors name the file: that of the
// failed system call; INVALID_ARGUMENT for what is no claim (stack_claims.h).
absl::StatusOr<std::vector<StackClaim>> ReadClaims(const std::vector<ClaimFiles>& files);

}  // namespace telemetry

#endif  // REPORT_STACKS_TRIAGE_CONFIG_H_
