// Which collectors a telemetry root has directories of.
//
//   const absl::StatusOr<CollectorList> list = ListCollectors(root);
//   for (const HostPort& collector : list->collectors) Show(root.collector(collector));

#ifndef STORAGE_TELEMETRY_FILES_COLLECTOR_LIST_H_
#define STORAGE_TELEMETRY_FILES_COLLECTOR_LIST_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "storage/host_port.h"
#include "storage/telemetry_root.h"

namespace telemetry {

struct CollectorList {
  // Sorted by the names of their folders.
  std::vector<HostPort> collectors;
  // Names of what lies there besides, sorted: it is no collector's folder, or is a file or a
  // symbolic link. Nothing reads or changes it.
  std::vector<std::string> foreign;
};

// Lists the folder of the collectors. Empty if there is none, or no root. Any other error is
// returned, naming the folder or what in it cannot be examined. Thread-safe.
absl::StatusOr<CollectorList> ListCollectors(const TelemetryRoot& root);

}  // namespace telemetry

#endif  // STORAGE_TELEMETRY_FILES_COLLECTOR_LIST_H_
