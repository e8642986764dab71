// Any bytes as the configs that a machine has received from a collector: ParseReceivedConfigs()
// terminates; what it accepts survives being written and read again; receiving once more what was
// received last changes nothing, unless the days show that the machine's clock went back; and only
// what the latest config approves is approved for a week.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "config/upload_config/approvals.h"
#include "config/upload_config/approved_counters.h"
#include "config/upload_config/received_configs.h"
#include "config/upload_config/upload_config.h"
#include "config/upload_config/upload_config.pb.h"
#include "tests/fuzz/fuzz_check.h"

namespace telemetry {
namespace {

bool AreEqual(const ReceivedConfigs& a, const ReceivedConfigs& b) {
  return std::equal(a.entries().begin(), a.entries().end(), b.entries().begin(), b.entries().end(),
                    [](const ReceivedConfigs::Entry& one, const ReceivedConfigs::Entry& other) {
                      return one.received == other.received && one.shown == other.shown &&
                             UploadConfigToJson(one.config) == UploadConfigToJson(other.config);
                    });
}

void CheckSurvives(const ReceivedConfigs& configs) {
  const absl::StatusOr<ReceivedConfigs> again =
      ParseReceivedConfigs(ReceivedConfigsToJson(configs), "written");
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

bool IsInOrder(const ReceivedConfigs& configs) {
  return std::is_sorted(configs.entries().begin(), configs.entries().end(),
                        [](const ReceivedConfigs::Entry& one, const ReceivedConfigs::Entry& other) {
                          return one.received < other.received;
                        });
}

void CheckReceivingAgain(ReceivedConfigs configs) {
  if (!IsInOrder(configs)) return;
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
  const absl::string_view input(reinterpret_cast<const char*>(data), size);
  const absl::StatusOr<telemetry::ReceivedConfigs> configs =
      telemetry::ParseReceivedConfigs(input, "input");
  if (!configs.ok()) return 0;
  telemetry::Check(configs->latest() != nullptr, "nothing is accepted");
  telemetry::CheckSurvives(*configs);
  telemetry::CheckApprovals(*configs);
  telemetry::CheckReceivingAgain(*configs);
  return 0;
}
