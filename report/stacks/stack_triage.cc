#include "report/stacks/stack_triage.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"

namespace telemetry {
namespace {

enum class ClaimedBy { kNothing, kIdentifier, kPredicate };

absl::string_view NameOf(ClaimedBy by) {
  return by == ClaimedBy::kPredicate ? "predicate" : "identifier";
}

// The texts over which predicates are evaluated, one for each configuration.
std::vector<std::string> TextsOf(const CountedStack& stack, absl::string_view readable) {
  std::string frames = stack.stack;
  if (readable != stack.stack) absl::StrAppend(&frames, "\n", readable);
  std::vector<std::string> texts;
  for (const auto& [configuration, reports] : stack.configurations) {
    texts.push_back(absl::StrCat(frames, "\nGOTOOLCHAIN=", configuration.go_version,
                                 " GOOS=", configuration.goos, " GOARCH=", configuration.goarch,
                                 " ", stack.program, "@", configuration.version));
  }
  return texts;
}

ClaimedBy HowClaimed(const StackClaim& claim, absl::string_view id,
                     const std::vector<std::string>& texts) {
  if (claim.NamesStack(id)) return ClaimedBy::kIdentifier;
  if (!claim.predicate.has_value()) return ClaimedBy::kNothing;
  const bool matches = std::any_of(texts.begin(), texts.end(), [&](const std::string& text) {
    return claim.predicate->Matches(text);
  });
  return matches ? ClaimedBy::kPredicate : ClaimedBy::kNothing;
}

// The versions of `stack` that should have the claim's fix.
std::vector<std::string> VersionsWithFix(const CountedStack& stack, const StackClaim& claim) {
  std::vector<std::string> versions;
  if (!claim.fix.has_value()) return versions;
  for (std::string& version : stack.Versions()) {
    if (claim.fix->Covers(stack.program, version)) versions.push_back(std::move(version));
  }
  return versions;
}

void Claim(const StackClaim& claim, TriagedStack& stack) {
  stack.claim = claim.name;
  stack.claim_title = claim.title;
  stack.back_in = VersionsWithFix(stack.counted, claim);
  stack.state = stack.back_in.empty() ? StackState::kClaimed : StackState::kBack;
}

}  // namespace

absl::string_view StackStateName(StackState state) {
  switch (state) {
    case StackState::kNew:
      return "new";
    case StackState::kClaimed:
      return "claimed";
    case StackState::kBack:
      break;
  }
  return "back";
}

StackTriage TriageStacks(std::vector<CountedStack> stacks, const std::vector<StackClaim>& claims,
                         const StackReader& read) {
  StackTriage triage;
  for (CountedStack& counted : stacks) {
    TriagedStack stack = {.counted = std::move(counted), .readable = ""};
    stack.readable = read(stack.counted.stack);
    const std::vector<std::string> texts = TextsOf(stack.counted, stack.readable);
    ClaimedBy first = ClaimedBy::kNothing;
    for (const StackClaim& claim : claims) {
      const ClaimedBy by = HowClaimed(claim, stack.counted.id, texts);
      if (by == ClaimedBy::kNothing) continue;
      if (first == ClaimedBy::kNothing) {
        first = by;
        Claim(claim, stack);
      } else {
        triage.conflicts.push_back(absl::StrCat("stack ", stack.counted.id, " is claimed by ",
                                                stack.claim, " (", NameOf(first), ") and by ",
                                                claim.name, " (", NameOf(by), ")"));
      }
    }
    triage.stacks.push_back(std::move(stack));
  }
  return triage;
}

void KeepNews(StackTriage& triage) {
  std::vector<TriagedStack>& stacks = triage.stacks;
  stacks.erase(
      std::remove_if(stacks.begin(), stacks.end(),
                     [](const TriagedStack& stack) { return stack.state == StackState::kClaimed; }),
      stacks.end());
}

}  // namespace telemetry
