#include "config/upload_config/approved_counters.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "config/version/semver.h"
#include "config/version/version_rule.h"
#include "storage/day_number.h"

namespace telemetry {
namespace {

using config_internal::CompilerFamily;
using config_internal::IsFromMinVersion;
using config_internal::IsOrdinaryVersion;

template <typename Map>
const Approval* Find(const Map& approvals, absl::string_view name) {
  const auto found = approvals.find(name);
  return found == approvals.end() ? nullptr : &found->second;
}

std::optional<double> Rate(const Approval* approval) {
  if (approval == nullptr) return std::nullopt;
  return approval->rate;
}

// A day that is none was refused long before; here it means that nothing is approved any more.
absl::CivilDay ExpiryOf(const v1::CounterConfig& counter) {
  if (counter.expires().empty()) return absl::CivilDay::max();
  const std::optional<int64_t> day = ParseDay(counter.expires());
  return day.has_value() ? absl::CivilDay(1970, 1, 1) + *day : absl::CivilDay::min();
}

}  // namespace

bool ApprovedProgram::HasVersion(absl::string_view version) const {
  return versions_.contains(version) || IsFromMinVersion(version, min_version_);
}

const Approval* ApprovedProgram::FindCounter(absl::string_view name) const {
  return Find(counters_, name);
}

const Approval* ApprovedProgram::FindStack(absl::string_view title) const {
  return Find(stacks_, title);
}

std::optional<double> ApprovedProgram::CounterRate(absl::string_view name) const {
  return Rate(FindCounter(name));
}

std::optional<double> ApprovedProgram::StackRate(absl::string_view title) const {
  return Rate(FindStack(title));
}

void ApprovedProgram::AddMinVersion(const std::string& min_version) {
  if (!IsOrdinaryVersion(min_version)) return;
  if (min_version_.empty() || CompareSemver(min_version, min_version_) < 0) {
    min_version_ = min_version;
  }
}

ApprovedCounters::ApprovedCounters(v1::UploadConfig config)
    : ApprovedCounters(std::move(config), "") {
  version_ = UploadConfigVersion(config_);
}

ApprovedCounters::ApprovedCounters(v1::UploadConfig config, std::string version)
    : config_(std::move(config)),
      version_(std::move(version)),
      goos_(config_.goos().begin(), config_.goos().end()),
      goarch_(config_.goarch().begin(), config_.goarch().end()),
      go_versions_(config_.go_version().begin(), config_.go_version().end()) {
  for (const v1::ProgramConfig& entry : config_.programs()) {
    ApprovedProgram& program = programs_[entry.name()];
    program.versions_.insert(entry.versions().begin(), entry.versions().end());
    program.AddMinVersion(entry.min_version());
    for (const v1::CounterConfig& counter : entry.counters()) {
      const Approval approval{counter.rate(), ExpiryOf(counter)};
      for (std::string& name : ExpandCounterName(counter.name())) {
        program.counters_.insert_or_assign(std::move(name), approval);
      }
    }
    for (const v1::CounterConfig& stack : entry.stacks()) {
      program.stacks_.insert_or_assign(stack.name(),
                                       Approval{stack.rate(), ExpiryOf(stack), stack.depth()});
    }
    for (const v1::ReleasedFile& file : entry.builds()) program.builds_.Add(file);
  }
}

bool ApprovedCounters::HasGoVersion(absl::string_view version) const {
  return go_versions_.contains(version) || go_versions_.contains(CompilerFamily(version));
}

const ApprovedProgram* ApprovedCounters::FindProgram(absl::string_view program) const {
  const auto found = programs_.find(program);
  return found == programs_.end() ? nullptr : &found->second;
}

}  // namespace telemetry
