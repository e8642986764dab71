#include "config/approval/next_version.h"

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "config/version/version_rule.h"
#include "storage/quoted.h"

namespace telemetry {
namespace {

// The config as JSON without what a new release changes.
std::string WithoutVersions(v1::UploadConfig config) {
  config.clear_go_version();
  for (v1::ProgramConfig& program : *config.mutable_programs()) {
    program.clear_versions();
    program.clear_min_version();
    program.clear_builds();
  }
  return UploadConfigToJson(config);
}

NextVersion::Step StepBetween(const v1::UploadConfig& before, const v1::UploadConfig& after) {
  if (UploadConfigToJson(before) == UploadConfigToJson(after)) return NextVersion::Step::kSame;
  return WithoutVersions(before) == WithoutVersions(after) ? NextVersion::Step::kPatch
                                                           : NextVersion::Step::kMinor;
}

std::string Advanced(absl::string_view version, NextVersion::Step step) {
  const std::vector<absl::string_view> parts = absl::StrSplit(version.substr(1), '.');
  uint32_t number = 0;
  switch (step) {
    case NextVersion::Step::kSame:
      return std::string(version);
    case NextVersion::Step::kPatch:
      (void)absl::SimpleAtoi(parts[2], &number);
      return absl::StrCat("v", parts[0], ".", parts[1], ".", number + 1);
    case NextVersion::Step::kMinor:
      (void)absl::SimpleAtoi(parts[1], &number);
      return absl::StrCat("v", parts[0], ".", number + 1, ".0");
  }
  return "";
}

bool IsRelease(absl::string_view version) {
  return config_internal::IsOrdinaryVersion(version) && !absl::StrContains(version, "-");
}

}  // namespace

absl::string_view StepName(NextVersion::Step step) {
  switch (step) {
    case NextVersion::Step::kSame:
      return "same";
    case NextVersion::Step::kPatch:
      return "patch";
    case NextVersion::Step::kMinor:
      return "minor";
  }
  return "";
}

absl::StatusOr<NextVersion> NextConfigVersion(absl::string_view current,
                                              const v1::UploadConfig& old_config,
                                              const v1::UploadConfig& new_config) {
  if (!IsRelease(current)) {
    return absl::InvalidArgumentError(
        absl::StrCat(Quoted(current), " is not a version such as v1.2.3"));
  }
  NextVersion next{StepBetween(old_config, new_config), ""};
  next.version = Advanced(current, next.step);
  if (!IsRelease(next.version)) {
    return absl::InvalidArgumentError(
        absl::StrCat("there is no ", StepName(next.step), " version after ", Quoted(current)));
  }
  return next;
}

}  // namespace telemetry
