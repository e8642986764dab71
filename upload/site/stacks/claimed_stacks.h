// Which public stacks an issue is about, and which came back after they were fixed.
//
//   absl::StatusOr<StackClaims> claims = ReadStackClaims("triage.json");
//   if (claims.ok()) ClaimStacks(*claims, ReadableStack, stacks);
//
// The rules are those of `collector stacks` (report/stacks/stack_triage.h), but over what the public sees of a stack and
// nothing else: of versions, only those that are shown count, and no predicate learns a system, a processor or a
// compiler. So that an issue is shown says no more about reports than the page does. If two issues claim a stack, the
// first one counts; `collector stacks` says so.
//
// ClaimStacks() is pure.

#ifndef UPLOAD_SITE_STACKS_CLAIMED_STACKS_H_
#define UPLOAD_SITE_STACKS_CLAIMED_STACKS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "report/stacks/stack_claims.h"
#include "upload/site/stacks/public_stacks.h"

namespace telemetry {

struct StackClaims {
  // The programs whose stacks may be claimed; empty: all.
  std::vector<std::string> programs = {};
  std::vector<StackClaim> claims = {};
};

// Reads the file and the issues that it names. Errors: as ReadTriageConfig() and ReadClaims().
absl::StatusOr<StackClaims> ReadStackClaims(const std::string& triage_path);

// Sets PublicStack::claim of each stack that an issue claims. An issue in a file is called by the file's base name: where
// it is on the operator's machine is nobody's business.
void ClaimStacks(const StackClaims& claims, const StackReader& read, PublicStacks& stacks);

}  // namespace telemetry

#endif  // UPLOAD_SITE_STACKS_CLAIMED_STACKS_H_
