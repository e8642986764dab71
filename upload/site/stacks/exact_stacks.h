// The stacks of each week with all numbers, a file for each week, from which the public pages are made
// (public_stacks.h). Never served.
//
//   ExactStacks exact("/var/lib/collector/charts");
//   absl::StatusOr<v1::WeekStacks> week = exact.Make(sunday, datasets, programs);
//   absl::StatusOr<v1::WeekStacks> same = exact.Read(sunday);
//
// Thread-compatible.

#ifndef UPLOAD_SITE_STACKS_EXACT_STACKS_H_
#define UPLOAD_SITE_STACKS_EXACT_STACKS_H_

#include <string>
#include <vector>

#include "absl/container/flat_hash_set.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "upload/site/stacks/week_stacks.pb.h"

namespace telemetry::upload_internal {

class ExactStacks {
 public:
  // Of a week and program, at most so many stacks are kept: those of most reports.
  static constexpr int kMaxStacks = 1000;

  explicit ExactStacks(std::string directory);

  // The path of the file of the week that ends with `sunday`.
  std::string Path(absl::CivilDay sunday) const;

  // Whether there is that file.
  bool Has(absl::CivilDay sunday) const;

  // What Make() has written. NotFound; DataLoss, if the file is damaged.
  absl::StatusOr<v1::WeekStacks> Read(absl::CivilDay sunday) const;

  // Counts the stacks of these programs in the week's datasets, and keeps them. Errors: those of
  // ScanStacks() and of WriteFileAtomically().
  absl::StatusOr<v1::WeekStacks> Make(absl::CivilDay sunday,
                                      const std::vector<std::string>& datasets,
                                      const absl::flat_hash_set<std::string>& programs) const;

 private:
  const std::string directory_;
};

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_SITE_STACKS_EXACT_STACKS_H_
