// Where things are in a collector's data directory.

#ifndef UPLOAD_COLLECTOR_DATA_DIR_H_
#define UPLOAD_COLLECTOR_DATA_DIR_H_

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace telemetry {

// The reports: for ReportStore, and for ReportReader also while the collector runs.
inline std::string ReportStorePath(absl::string_view data_dir) {
  return absl::StrCat(data_dir, "/reports.db");
}

// The public site, as it is served.
inline std::string SiteDirectory(absl::string_view data_dir) {
  return absl::StrCat(data_dir, "/site");
}

// Exact charts, of which the site's are made. Not public.
inline std::string ExactChartDirectory(absl::string_view data_dir) {
  return absl::StrCat(data_dir, "/charts");
}

}  // namespace telemetry

#endif  // UPLOAD_COLLECTOR_DATA_DIR_H_
