// Which table to read from a dataset, and which of its reports, programs and charts
// (dataset_table.h).

#ifndef REPORT_DATASET_DATASET_FILTER_H_
#define REPORT_DATASET_DATASET_FILTER_H_

#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/time/civil_time.h"

namespace telemetry {

enum class DatasetTableKind { kCounters, kStacks, kPrograms, kReports };

// What is read. An empty set does not restrict anything.
struct DatasetFilter {
  // Program paths. For kReports: reports with at least one of these programs.
  absl::flat_hash_set<std::string> programs;
  // Of the entries; for kReports, as for programs.
  absl::flat_hash_set<std::string> versions;
  absl::flat_hash_set<std::string> goversions;
  absl::flat_hash_set<std::string> goos;
  absl::flat_hash_set<std::string> goarch;
  // Chart names; for kStacks, first lines. Ignored for kPrograms and kReports.
  absl::flat_hash_set<std::string> charts;
  absl::flat_hash_set<absl::CivilDay> weeks;
};

}  // namespace telemetry

#endif  // REPORT_DATASET_DATASET_FILTER_H_
