// What is said about stacks in issues: which stacks an issue is about, and since which version they
// should not occur any more.
//
//   StackClaim claim = ClaimFromMarkdown("crashes/parser.md", text).value();
//   if (claim.NamesStack("K17t-A") || claim.predicate->Matches(text)) ...
//
// The text of an issue claims a stack in one of two ways, which are Go's: the stack's identifier is
// anywhere in it; or it starts with a block of code whose first line is `#!stacks` and whose others
// are a predicate (stack_predicate.h).
//
// An issue's stacks are said to be fixed if the issue was closed as completed, in the version of its
// milestone, `PROGRAM/VERSION` or `Go1.24`; or by a line `Fixed in: PROGRAM@VERSION` in its text.
// PROGRAM is the whole path or its last element; without one, `VERSION` is meant for all programs.
//
// Nothing here uses the network: issues come from files (triage_config.h).

#ifndef REPORT_STACKS_STACK_CLAIMS_H_
#define REPORT_STACKS_STACK_CLAIMS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "report/stacks/stack_predicate.h"

namespace telemetry {

// Where a problem should be gone.
struct StackFix {
  // A program's path or the last element of it; empty: any program.
  std::string program;
  std::string version;

  // Whether `version` of `program` should have the fix: it is the fix's version or a later one, as
  // semantic versions or as versions of Go ("go1.24").
  bool Covers(absl::string_view program, absl::string_view version) const;

  friend bool operator==(const StackFix&, const StackFix&) = default;
};

struct StackClaim {
  // How to refer to it: "#79918", or the path of a file.
  std::string name;
  std::string title;
  // The whole text.
  std::string text;
  std::optional<StackPredicate> predicate;
  std::optional<StackFix> fix;

  // Whether the text has the identifier of a stack.
  bool NamesStack(absl::string_view id) const;
};

// The claim that a Markdown file makes. Its first line may be a heading, the title; `name` is the
// title of a file without one. INVALID_ARGUMENT, with `name`, for a predicate that is none.
absl::StatusOr<StackClaim> ClaimFromMarkdown(absl::string_view name, absl::string_view text);

// Issues as GitHub's API and `gh issue list --json number,title,body,state,stateReason,milestone,labels`
// write them: an array of objects, or of such arrays. If `label` is not empty, only those with that
// label. INVALID_ARGUMENT, with `name` and the place, if it is something else; with the issue's
// number for a predicate that is none.
absl::StatusOr<std::vector<StackClaim>> ClaimsFromIssues(absl::string_view name,
                                                         absl::string_view json,
                                                         absl::string_view label);

}  // namespace telemetry

#endif  // REPORT_STACKS_STACK_CLAIMS_H_
