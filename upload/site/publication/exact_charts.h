// The exact charts of each week, from which the public ones are made. Never served.
//
//   const ExactCharts exact("/var/lib/collector/charts");
//   absl::Status status = exact.Write(sunday, made);
//   absl::StatusOr<v1::ChartData> charts = exact.Read(sunday);
//
// Each week is a file, START_END.binpb, replaced as a whole.
//
// Immutable; thread-safe. Readers in other processes see either the old file or the new one.

#ifndef UPLOAD_SITE_PUBLICATION_EXACT_CHARTS_H_
#define UPLOAD_SITE_PUBLICATION_EXACT_CHARTS_H_

#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/civil_time.h"
#include "report/chart/chart.pb.h"

namespace telemetry::upload_internal {

class ExactCharts {
 public:
  explicit ExactCharts(std::string directory);

  // Whether there are charts of the week that ends with `sunday`.
  bool Has(absl::CivilDay sunday) const;

  // Errors: those of ReadProtoFile() and WriteProtoFile() (proto_file.h); DataLoss, too, if what is
  // read cannot be charts of that week.
  absl::StatusOr<v1::ChartData> Read(absl::CivilDay sunday) const;
  absl::Status Write(absl::CivilDay sunday, const v1::ChartData& charts) const;

 private:
  std::string Path(absl::CivilDay sunday) const;

  const std::string directory_;
};

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_SITE_PUBLICATION_EXACT_CHARTS_H_
