#include "config/approved_counters.h"

#include <optional>
#include <string>
#include <utility>

#include "absl/strings/string_view.h"
#include "config/upload_config.h"
#include "config/upload_config.pb.h"

namespace telemetry {
namespace {

template <typename Map>
std::optional<double> Find(const Map& rates, absl::string_view name) {
  const auto found = rates.find(name);
  if (found == rates.end()) return std::nullopt;
  return found->second;
}

}  // namespace

std::optional<double> ApprovedProgram::CounterRate(absl::string_view name) const {
  return Find(counters_, name);
}

std::optional<double> ApprovedProgram::StackRate(absl::string_view title) const {
  return Find(stacks_, title);
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
    for (const v1::CounterConfig& counter : entry.counters()) {
      for (std::string& name : ExpandCounterName(counter.name())) {
        program.counters_.insert_or_assign(std::move(name), counter.rate());
      }
    }
    for (const v1::CounterConfig& stack : entry.stacks()) {
      program.stacks_.insert_or_assign(stack.name(), stack.rate());
    }
  }
}

const ApprovedProgram* ApprovedCounters::FindProgram(absl::string_view program) const {
  const auto found = programs_.find(program);
  return found == programs_.end() ? nullptr : &found->second;
}

}  // namespace telemetry
