#include "config/upload_config/approvals.h"

#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "config/upload_config/approved_counters.h"
#include "config/upload_config/upload_config.pb.h"

namespace telemetry {

Approvals::Approvals(ApprovedCounters approved) {
  received_.push_back({absl::CivilDay::min(), std::move(approved)});
}

Approvals::Approvals(std::vector<Received> received) : received_(std::move(received)) {
  if (received_.empty()) {
    received_.push_back({absl::CivilDay::max(), ApprovedCounters(v1::UploadConfig())});
  }
}

std::vector<const ApprovedCounters*> Approvals::For(absl::CivilDay begin) const {
  const Received* at_begin = nullptr;
  for (const Received& received : received_) {
    if (received.day < begin) at_begin = &received;
  }
  if (at_begin == nullptr) return {};
  if (at_begin == &received_.back()) return {&latest()};
  return {&latest(), &at_begin->approved};
}

}  // namespace telemetry
