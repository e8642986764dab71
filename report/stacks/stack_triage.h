// Which stacks are new, which an issue is about, and which came back after they were fixed.
//
//   StackTriage triage = TriageStacks(std::move(tally).Take(), claims, ReadableStack);
//   for (const TriagedStack& stack : triage.stacks) show(stack.counted.id, stack.claim);
//   if (!triage.conflicts.empty()) complain();
//
// The rules are those of Go's tool (stack_claims.h). A predicate is evaluated for each configuration
// in which a stack occurred, over a text that consists of the stack and the line
//
//   GOTOOLCHAIN=go1.26.0 GOOS=linux GOARCH=amd64 golang.org/x/tools/gopls@v0.22.0
//
// Between the two is the readable form of the stack if it differs, as that of a C++ program does.
//
// Pure.

#ifndef REPORT_STACKS_STACK_TRIAGE_H_
#define REPORT_STACKS_STACK_TRIAGE_H_

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "report/stacks/stack_claims.h"
#include "report/stacks/stack_tally.h"

namespace telemetry {

enum class StackState {
  kNew,      // no issue is about it
  kClaimed,  // an issue is
  kBack,     // an issue is, but a version that should have its fix had it
};

// "new", "claimed", "back".
absl::string_view StackStateName(StackState state);

struct TriagedStack {
  CountedStack counted;
  // For people to read; with source lines where they are known.
  std::string readable;
  StackState state = StackState::kNew;
  // Name and title of the claim; empty if there is none.
  std::string claim = {};
  std::string claim_title = {};
  // If it is back: the versions, in their order, that should not have had it.
  std::vector<std::string> back_in = {};
};

struct StackTriage {
  // In the given order.
  std::vector<TriagedStack> stacks;
  // A line for each stack that two claims have. It counts as the first one's.
  std::vector<std::string> conflicts;
};

// Makes a stack readable, as ReadableStack() does.
using StackReader = std::function<std::string(absl::string_view stack)>;

StackTriage TriageStacks(std::vector<CountedStack> stacks, const std::vector<StackClaim>& claims,
                         const StackReader& read);

// Without what is known: only the stacks that are new or back.
void KeepNews(StackTriage& triage);

}  // namespace telemetry

#endif  // REPORT_STACKS_STACK_TRIAGE_H_
