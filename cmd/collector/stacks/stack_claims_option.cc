#include "cmd/collector/stacks/stack_claims_option.h"

#include "absl/status/statusor.h"
#include "upload/site/stacks/claimed_stacks.h"

namespace telemetry::collector {

void AddStackClaimsOption(cmd::Command& command, std::string& path) {
  command
      .AddOption("--stack-claims", path,
                 "Show on stacks' pages which issues are about\n"
                 "them: a file as of `collector stacks --config`.\n"
                 "Names and titles of these issues become public")
      .File("TRIAGE")
      .Check([](const std::string& file) {
        return std::string(ReadStackClaims(file).status().message());
      });
}

}  // namespace telemetry::collector
