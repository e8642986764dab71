// Which table of a dataset is read, and which of its reports, programs and charts
// (dataset_table.h).

#ifndef REPORT_DATASET_FILTER_H_
#define REPORT_DATASET_FILTER_H_

#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/time/civil_time.h"

namespace telemetry {

enum class DatasetTableKind { kCounters, kStacks, kPrograms, kReports };

// What is read; an empty set lets everything pass.
struct DatasetFilter {
  // Program paths. Of reports, those with one of these programs.
  absl::flat_hash_set<std::string> programs;
  // Charts; of stacks, the first lines. Of programs and reports nothing.
  absl::flat_hash_set<std::string> charts;
  absl::flat_hash_set<absl::CivilDay> weeks;
};

}  // namespace telemetry

#endif  // REPORT_DATASET_FILTER_H_
