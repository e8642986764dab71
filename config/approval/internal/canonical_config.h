// An upload config in a form that two configs share exactly if they approve the same: sorted,
// expanded, entries of one program united, and nothing said twice.
//
// Pure and thread-safe.

#ifndef CONFIG_APPROVAL_INTERNAL_CANONICAL_CONFIG_H_
#define CONFIG_APPROVAL_INTERNAL_CANONICAL_CONFIG_H_

#include <map>
#include <set>
#include <string>

#include "config/upload_config/approved_counters.h"
#include "config/upload_config/upload_config.pb.h"

namespace telemetry::config_internal {

struct CanonicalProgram {
  using Approvals = std::map<std::string, Approval>;

  // The lowest version from which on every ordinary one is approved
  // (config/version/version_rule.h); empty if there is none. If the config lists the ordinary
  // versions just below its MinVersion, this is the lowest of those.
  std::string min_version;
  // What else is approved.
  std::set<std::string> versions;
  Approvals counters;
  Approvals stacks;
  // Of its released builds.
  std::set<std::string> files;
  std::set<std::string> builds;
};

struct CanonicalConfig {
  std::set<std::string> goos;
  std::set<std::string> goarch;
  std::set<std::string> go_versions;  // without those of a family that is listed
  double sample_rate = 1;             // 1 also for a config without one: every report is taken
  std::map<std::string, CanonicalProgram> programs;
};

// The config must have passed CheckUploadConfig().
CanonicalConfig Canonical(const v1::UploadConfig& config);

}  // namespace telemetry::config_internal

#endif  // CONFIG_APPROVAL_INTERNAL_CANONICAL_CONFIG_H_
