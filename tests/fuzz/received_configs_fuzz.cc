// Any bytes as the configs that a machine has received from a collector: ReadReceivedConfigs()
// terminates; what it accepts survives being written and read again; receiving once more what was
// received last changes nothing; and only what the latest config approves is approved for a week.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "config/approvals.h"
#include "config/approved_counters.h"
#include "config/upload_config.h"
#include "storage/files/file.h"
#include "storage/telemetry_dir.h"
#include "tests/fuzz/fuzz_check.h"
#include "upload/client/received_configs.h"

namespace telemetry {
namespace {

// A directory that is removed when the process ends.
class ScratchDir {
 public:
  ScratchDir() {
    std::string pattern = std::filesystem::temp_directory_path() / "received_configs.XXXXXX";
    Check(mkdtemp(pattern.data()) != nullptr, "no temporary directory");
    path_ = pattern;
  }
  ~ScratchDir() { std::filesystem::remove_all(path_); }

  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

bool AreEqual(const ReceivedConfigs& a, const ReceivedConfigs& b) {
  return std::equal(a.entries().begin(), a.entries().end(), b.entries().begin(), b.entries().end(),
                    [](const ReceivedConfigs::Entry& one, const ReceivedConfigs::Entry& other) {
                      return one.received == other.received && one.shown == other.shown &&
                             UploadConfigToJson(one.config) == UploadConfigToJson(other.config);
                    });
}

void CheckSurvives(const TelemetryDir& dir, const ReceivedConfigs& configs) {
  Check(WriteReceivedConfigs(dir, configs).ok(), "what was read cannot be written");
  const absl::StatusOr<ReceivedConfigs> again = ReadReceivedConfigs(dir);
  Check(again.ok(), "what was written cannot be read");
  Check(AreEqual(*again, configs), "configs change by being written and read");
}

void CheckApprovals(const ReceivedConfigs& configs) {
  const Approvals approvals = configs.ToApprovals();
  for (const ReceivedConfigs::Entry& entry : configs.entries()) {
    const std::vector<const ApprovedCounters*> approved = approvals.For(entry.received);
    Check(std::find(approved.begin(), approved.end(), &approvals.latest()) != approved.end() ||
              approved.empty(),
          "something is approved that the latest config does not approve");
  }
}

void CheckReceivingAgain(ReceivedConfigs configs) {
  const v1::UploadConfig latest = *configs.latest();
  const absl::CivilDay day = configs.entries().back().received;
  configs.Receive(latest, day, /*shown=*/false);
  const ReceivedConfigs before = configs;
  configs.Receive(latest, day, /*shown=*/false);
  Check(AreEqual(configs, before), "what was received already changes something");
}

}  // namespace
}  // namespace telemetry

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const telemetry::ScratchDir scratch;
  const telemetry::TelemetryDir dir(scratch.path());
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  telemetry::Check(telemetry::WriteFileAtomically(dir.upload_config_path(), input).ok(),
                   "the input cannot be written");
  const absl::StatusOr<telemetry::ReceivedConfigs> configs = telemetry::ReadReceivedConfigs(dir);
  if (!configs.ok()) return 0;
  telemetry::Check(configs->latest() != nullptr, "nothing is accepted");
  telemetry::CheckSurvives(dir, *configs);
  telemetry::CheckApprovals(*configs);
  telemetry::CheckReceivingAgain(*configs);
  return 0;
}
