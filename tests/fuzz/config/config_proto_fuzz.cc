// Any bytes as a config that a collector sent: what CheckUploadConfig() accepts expands to no more than
// it says, and survives being written as JSON and read again.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "config/upload_config/approved_counters.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "config/upload_config/upload_config_check.h"
#include "tests/fuzz/fuzz_check.h"

namespace telemetry {
namespace {

void CheckConfig(const v1::UploadConfig& config) {
  const std::string version = UploadConfigVersion(config);
  Check(IsUploadConfigVersion(version), "a computed version is none");
  if (!CheckUploadConfig(config).ok()) return;
  size_t bytes = 0;
  for (const v1::ProgramConfig& program : config.programs()) {
    for (const v1::CounterConfig& counter : program.counters()) {
      for (const std::string& name : ExpandCounterName(counter.name())) bytes += name.size();
    }
  }
  Check(bytes <= kMaxExpandedBytes, "a config expands to more than it may");
  const ApprovedCounters approved(config);
  // Rates that are no numbers from 0 to 1 cannot be written; readers of JSON refuse them.
  const absl::StatusOr<v1::UploadConfig> again =
      ParseUploadConfigJson(UploadConfigToJson(config), "written");
  if (again.ok()) Check(CheckUploadConfig(*again).ok(), "a config is refused after it was written");
}

}  // namespace
}  // namespace telemetry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  telemetry::v1::UploadConfig config;
  if (config.ParseFromArray(data, static_cast<int>(size))) telemetry::CheckConfig(config);
  return 0;
}
