// The files of a telemetry directory that hold counts: counter files and reports, waiting and sent.
//
//   for (const StoredTelemetryFile& file : FilesWithCounts(*ListTelemetryFiles(dir))) show(file);
//   absl::StatusOr<std::string> text = ReadFileWithCounts(dir, "upload/2026-11-18.json");

#ifndef CMD_GOTELEMETRY_WEB_VIEW_STATE_TELEMETRY_FILES_H_
#define CMD_GOTELEMETRY_WEB_VIEW_STATE_TELEMETRY_FILES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_files/telemetry_file_name.h"

namespace telemetry::cmd {

struct StoredTelemetryFile {
  TelemetryFile file;
  uint64_t size_bytes = 0;
  // When it was last written; for a sent report, when it was sent.
  absl::Time modified = absl::InfinitePast();
};

// The report day, YYYY-MM-DD; empty for a counter file.
std::string ReportDay(const StoredTelemetryFile& file);

// The files, in the order of `files`. Leaves out files that cannot be inspected, and anything that
// is not a regular file.
std::vector<StoredTelemetryFile> FilesWithCounts(const TelemetryFiles& files);

// Returns one of them in full: a report as is, a counter file as JSON
// (storage/counter_file/counter_file_json.h). `path` is as RelativePath() has it.
//
// NotFound if FilesWithCounts() does not list `path`, so that no other file can be read through
// this; otherwise the errors of ListTelemetryFiles(), ReadFile() and ReadCounterFile().
absl::StatusOr<std::string> ReadFileWithCounts(const TelemetryDir& dir, absl::string_view path);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_WEB_VIEW_STATE_TELEMETRY_FILES_H_
