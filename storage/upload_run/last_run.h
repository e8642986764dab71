// When the last upload run for a collector ended, and how: for people who wonder whether it does.
//
//   absl::Status recorded = RecordLastRun(dir, {.ended = absl::Now(), .failure = "no network"});
//   if (const std::optional<LastRun> run = ReadLastRun(dir)) Show(run->ended, run->failure);
//
// Thread-safe.

#ifndef STORAGE_UPLOAD_RUN_LAST_RUN_H_
#define STORAGE_UPLOAD_RUN_LAST_RUN_H_

#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "storage/telemetry_dir.h"

namespace telemetry {

struct LastRun {
  absl::Time ended;  // to the second
  // The first thing that went wrong, one line; empty if nothing did.
  std::string failure;
};

// Replaces the record in the directory of a collector, which must exist. Errors: those of
// WriteFileAtomically() (storage/files/file.h).
absl::Status RecordLastRun(const TelemetryDir& dir, const LastRun& run);

// nullopt if there is no record, or none that can be read.
std::optional<LastRun> ReadLastRun(const TelemetryDir& dir);

}  // namespace telemetry

#endif  // STORAGE_UPLOAD_RUN_LAST_RUN_H_
