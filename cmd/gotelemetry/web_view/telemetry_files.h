// The files of a telemetry directory that hold counts: counter files and reports, waiting and sent.
//
//   for (const TelemetryFile& file : ListTelemetryFiles(dir)) show(file);
//   absl::StatusOr<std::string> text = ReadTelemetryFile(dir, "upload/2026-11-18.json");

#ifndef CMD_GOTELEMETRY_WEB_VIEW_TELEMETRY_FILES_H_
#define CMD_GOTELEMETRY_WEB_VIEW_TELEMETRY_FILES_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "storage/telemetry_dir.h"

namespace telemetry::cmd {

enum class FileKind {
  kCounterFile,  // local/*.v1.count
  kLocalReport,  // local/local.WEEK.json: everything that was counted
  kReadyReport,  // local/WEEK.json: the approved part, waiting to be sent
  kSentReport,   // upload/WEEK.json: an exact copy of what was sent
};

// "counter file", "local report", "ready report" or "sent report".
absl::string_view FileKindName(FileKind kind);

struct TelemetryFile {
  FileKind kind = FileKind::kCounterFile;
  // Relative to the telemetry directory: "local/local.2026-11-18.json".
  std::string path = "";
  // A report's week, YYYY-MM-DD; empty for other files.
  std::string week = "";
  uint64_t size_bytes = 0;
  // When it was last written; for a sent report, when it was sent.
  absl::Time modified = absl::InfinitePast();
};

// Lists the files, sorted by path. Leaves out directories that cannot be listed, files that cannot
// be inspected, and anything that is not a regular file.
std::vector<TelemetryFile> ListTelemetryFiles(const TelemetryDir& dir);

// Returns one of them in full: a report as is, a counter file as JSON
// (storage/counter_file/counter_file_json.h).
//
// NotFound if ListTelemetryFiles() does not list `path`, so that no other file can be read through
// this; otherwise the errors of ReadFile() and ReadCounterFile().
absl::StatusOr<std::string> ReadTelemetryFile(const TelemetryDir& dir, absl::string_view path);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_WEB_VIEW_TELEMETRY_FILES_H_
