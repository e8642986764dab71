#include "upload/site/stacks/claimed_stacks.h"

#include <algorithm>
#include <utility>

#include "report/stacks/stack_tally.h"
#include "report/stacks/stack_triage.h"
#include "report/stacks/triage_config.h"
#include "storage/directory/path.h"

namespace telemetry {
namespace {

// A stack as it would be counted in the reports that the public knows of.
CountedStack CountedOf(const std::string& program, const PublicStack& stack) {
  CountedStack counted = {.program = program, .stack = stack.stack, .id = stack.id};
  for (const std::string& version : stack.versions) {
    counted.versions[version] = 1;
    StackConfiguration shown;
    shown.version = version;
    counted.configurations[shown] = 1;
  }
  if (stack.versions.empty()) counted.configurations[{}] = 1;
  return counted;
}

void Claim(const std::string& program, const StackClaims& claims, const StackReader& read,
           PublicStack& stack) {
  StackTriage triage = TriageStacks({CountedOf(program, stack)}, claims.claims, read);
  TriagedStack& triaged = triage.stacks.front();
  if (triaged.state == StackState::kNew) return;
  stack.claim = PublicStackClaim{.name = std::string(BaseName(triaged.claim)),
                                 .title = std::move(triaged.claim_title),
                                 .back_in = std::move(triaged.back_in)};
}

}  // namespace

absl::StatusOr<StackClaims> ReadStackClaims(const std::string& triage_path) {
  absl::StatusOr<TriageConfig> config = ReadTriageConfig(triage_path);
  if (!config.ok()) return config.status();
  absl::StatusOr<std::vector<StackClaim>> claims = ReadClaims(config->claims);
  if (!claims.ok()) return claims.status();
  return StackClaims{.programs = std::move(config->programs), .claims = *std::move(claims)};
}

void ClaimStacks(const StackClaims& claims, const StackReader& read, PublicStacks& stacks) {
  const std::vector<std::string>& programs = claims.programs;
  for (PublicStackProgram& program : stacks.programs) {
    const bool may_be_claimed = programs.empty() || std::find(programs.begin(), programs.end(),
                                                              program.name) != programs.end();
    if (!may_be_claimed) continue;
    for (PublicStackGroup& group : program.groups) {
      for (PublicStack& stack : group.stacks) Claim(program.name, claims, read, stack);
    }
  }
}

}  // namespace telemetry
