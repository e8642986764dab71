#include "config/approval/internal/canonical_config.h"

#include <map>
#include <set>
#include <string>
#include <utility>

#include "config/upload_config/approved_counters.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "config/version/semver.h"
#include "config/version/version_rule.h"

namespace telemetry::config_internal {
namespace {

void AddVersions(const v1::ProgramConfig& entry, CanonicalProgram& program) {
  program.versions.insert(entry.versions().begin(), entry.versions().end());
  const std::string& min_version = entry.min_version();
  if (min_version.empty()) return;
  if (program.min_version.empty() || CompareSemver(min_version, program.min_version) < 0) {
    program.min_version = min_version;
  }
}

// Removes from the list what the lowest version approves, after lowering it through listed versions
// that have no other between them.
void UniteVersions(CanonicalProgram& program) {
  if (program.min_version.empty()) return;
  std::map<std::string, std::string> just_below;  // by what comes next
  for (const std::string& version : program.versions) {
    if (std::string next = NextOrdinaryVersion(version); !next.empty()) {
      just_below.emplace(std::move(next), version);
    }
  }
  for (auto below = just_below.find(program.min_version); below != just_below.end();
       below = just_below.find(program.min_version)) {
    program.min_version = below->second;
  }
  for (auto version = program.versions.begin(); version != program.versions.end();) {
    version = IsFromMinVersion(*version, program.min_version) ? program.versions.erase(version)
                                                              : std::next(version);
  }
}

}  // namespace

CanonicalConfig Canonical(const v1::UploadConfig& config) {
  CanonicalConfig canonical;
  canonical.goos.insert(config.goos().begin(), config.goos().end());
  canonical.goarch.insert(config.goarch().begin(), config.goarch().end());
  const std::set<std::string> listed(config.go_version().begin(), config.go_version().end());
  for (const std::string& version : listed) {
    if (listed.count(std::string(CompilerFamily(version))) == 0) {
      canonical.go_versions.insert(version);
    }
  }
  if (config.sample_rate() != 0) canonical.sample_rate = config.sample_rate();
  const ApprovedCounters approved(config);
  for (const v1::ProgramConfig& entry : config.programs()) {
    CanonicalProgram& program = canonical.programs[entry.name()];
    AddVersions(entry, program);
    const ApprovedProgram& answers = *approved.FindProgram(entry.name());
    for (const v1::CounterConfig& counter : entry.counters()) {
      for (std::string& name : ExpandCounterName(counter.name())) {
        const Approval& approval = *answers.FindCounter(name);
        program.counters.emplace(std::move(name), approval);
      }
    }
    for (const v1::CounterConfig& stack : entry.stacks()) {
      program.stacks.emplace(stack.name(), *answers.FindStack(stack.name()));
    }
    for (const v1::ReleasedFile& file : entry.builds()) {
      program.files.insert(file.file());
      program.builds.insert(file.ids().begin(), file.ids().end());
    }
  }
  for (auto& [name, program] : canonical.programs) UniteVersions(program);
  return canonical;
}

}  // namespace telemetry::config_internal
