// What a user's machine may upload of a week: what the collector's config approves now and, of that,
// only what it already approved when the week began.
//
//   const Approvals approvals({{absl::CivilDay(2026, 11, 2), approved}});
//   for (const ApprovedCounters* approved : approvals.For(begin)) report = Filter(report, *approved);
//
// What a later config adds counts only for weeks that began after this machine first received it, so
// that a collector cannot ask for what was counted before the user could see that it asks. What a
// later config takes away counts at once.
//
// Immutable, hence thread-safe.

#ifndef CONFIG_UPLOAD_CONFIG_APPROVALS_H_
#define CONFIG_UPLOAD_CONFIG_APPROVALS_H_

#include <vector>

#include "absl/time/civil_time.h"
#include "config/upload_config/approved_counters.h"

namespace telemetry {

class Approvals {
 public:
  // A config, and the day (UTC) on which this machine received it.
  struct Received {
    absl::CivilDay day;
    ApprovedCounters approved;
  };

  // A config that applies to every week, such as one from a file that the user named.
  Approvals(ApprovedCounters approved);  // NOLINT(google-explicit-constructor): one is approvals
  // The configs in the order in which they were received. Of several of one day the last counts.
  // Empty: nothing is approved.
  explicit Approvals(std::vector<Received> received);

  // What is approved now.
  const ApprovedCounters& latest() const { return received_.back().approved; }

  // What has to approve an item of a week that began on `begin`: latest(), and the last config that
  // was received before that day if it is another. Empty if none was received before.
  std::vector<const ApprovedCounters*> For(absl::CivilDay begin) const;

 private:
  std::vector<Received> received_;  // never empty
};

}  // namespace telemetry

#endif  // CONFIG_UPLOAD_CONFIG_APPROVALS_H_
