// The layout of a collector's data directory.

#ifndef UPLOAD_DATA_DIR_COLLECTOR_DATA_DIR_H_
#define UPLOAD_DATA_DIR_COLLECTOR_DATA_DIR_H_

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace telemetry {

// The reports and what else is stored, if that is SQLite (storage/sqlite_store/sqlite_store.h).
inline std::string ReportStorePath(absl::string_view data_dir) {
  return absl::StrCat(data_dir, "/reports.db");
}

// Held by a collector that runs (data_dir_lock.h).
inline std::string DataDirLockPath(absl::string_view data_dir) {
  return absl::StrCat(data_dir, "/collector.lock");
}

// The public site, as served.
inline std::string SiteDirectory(absl::string_view data_dir) {
  return absl::StrCat(data_dir, "/site");
}

// Exact charts, from which the site's charts are made. Not public.
inline std::string ExactChartDirectory(absl::string_view data_dir) {
  return absl::StrCat(data_dir, "/charts");
}

// Symbol files of released builds (report/source_lines/symbol_store.h).
inline std::string SymbolDirectory(absl::string_view data_dir) {
  return absl::StrCat(data_dir, "/symbols");
}

}  // namespace telemetry

#endif  // UPLOAD_DATA_DIR_COLLECTOR_DATA_DIR_H_
