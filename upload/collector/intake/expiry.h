// When approvals end, for whoever monitors a collector.
//
//   const Expiry expiry = ExpiryOn(today, config);
//   if (expiry.days_until_next < 14) TellTheOwners();
//
// Pure; thread-safe.

#ifndef UPLOAD_COLLECTOR_INTAKE_EXPIRY_H_
#define UPLOAD_COLLECTOR_INTAKE_EXPIRY_H_

#include <cstdint>
#include <limits>

#include "absl/time/civil_time.h"
#include "config/upload_config/upload_config.pb.h"

namespace telemetry::upload_internal {

struct Expiry {
  // Until the next approval ends; infinite if none does.
  double days_until_next = std::numeric_limits<double>::infinity();
  // Entries whose approval has ended.
  int64_t ended = 0;
};

// Linear in the number of entries.
Expiry ExpiryOn(absl::CivilDay day, const v1::UploadConfig& config);

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_COLLECTOR_INTAKE_EXPIRY_H_
