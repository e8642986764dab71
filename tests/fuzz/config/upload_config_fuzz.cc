// Any bytes: ParseUploadConfigJson() terminates; a config that it accepts survives being written
// and read again, ApprovedCounters approves each counter and stack in it, and it does not differ from
// itself. CheckConfigJson() terminates, and finds an error in what is not accepted.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "config/approval/config_check.h"
#include "config/approval/config_diff.h"
#include "config/approval/finding.h"
#include "config/upload_config/approved_counters.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "tests/fuzz/fuzz_check.h"

namespace telemetry {
namespace {

void CheckSurvives(const v1::UploadConfig& config) {
  const std::string json = UploadConfigToJson(config);
  const absl::StatusOr<v1::UploadConfig> again = ParseUploadConfigJson(json, "written");
  Check(again.ok(), "a written config cannot be read");
  Check(UploadConfigToJson(*again) == json, "a config changes by being written and read");
  Check(UploadConfigVersion(*again) == UploadConfigVersion(config), "equal configs, two versions");
}

void CheckApproved(const v1::UploadConfig& config) {
  const ApprovedCounters approved(config);
  for (const v1::ProgramConfig& program : config.programs()) {
    const ApprovedProgram* found = approved.FindProgram(program.name());
    Check(found != nullptr, "a listed program is not approved");
    for (const std::string& version : program.versions()) {
      Check(found->HasVersion(version), "a listed version is not approved");
    }
    for (const v1::CounterConfig& counter : program.counters()) {
      for (const std::string& name : ExpandCounterName(counter.name())) {
        Check(found->CounterRate(name).has_value(), "a counter is not approved");
      }
    }
    for (const v1::CounterConfig& stack : program.stacks()) {
      Check(found->StackRate(stack.name()).has_value(), "a stack is not approved");
    }
  }
}

}  // namespace
}  // namespace telemetry

namespace telemetry {
namespace {

// Also that it does not expand to more than is allowed: nothing here may take memory without bound.
void CheckText(absl::string_view input, bool is_accepted) {
  const std::vector<Finding> findings =
      CheckConfigJson(input, {.day = absl::CivilDay(2026, 11, 30)});
  Check(is_accepted || HasError(findings), "a config is refused and nothing is found in it");
}

}  // namespace
}  // namespace telemetry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  const absl::StatusOr<telemetry::v1::UploadConfig> config =
      telemetry::ParseUploadConfigJson(input, "input");
  telemetry::CheckText(input, config.ok());
  if (!config.ok()) return 0;
  telemetry::CheckSurvives(*config);
  telemetry::CheckApproved(*config);
  telemetry::Check(telemetry::DiffConfigs(*config, *config).empty(),
                   "a config differs from itself");
  return 0;
}
