// Which program the daily upload run of a collector is.
//
//   const UploadProgram program = FindUploadProgram(dir, GetEnvironment);
//   if (!program.path.empty()) Start(program.path);
//
// The first of these that can be run: the one that $GOTELEMETRY_BIN names; the gotelemetry that last
// recorded the consent or uploaded, if only the user or root can write the record; the first
// `gotelemetry` in $PATH that is not Go's own command of that name, which is written in Go and knows
// nothing of collectors. Only absolute paths count. Without absl::Status, for programs that count.
// Thread-safe.

#ifndef STORAGE_UPLOAD_RUN_UPLOAD_PROGRAM_H_
#define STORAGE_UPLOAD_RUN_UPLOAD_PROGRAM_H_

#include <string>

#include "absl/functional/function_ref.h"
#include "storage/telemetry_dir.h"

namespace telemetry {

struct UploadProgram {
  // Absolute; empty if there is none.
  std::string path;
  // Who named it: "GOTELEMETRY_BIN", "record" or "PATH".
  std::string named_by;
  // If there is none: why, in words that can follow "because".
  std::string why_none;
};

// Looks for the program. `environment` returns the value of a variable, or null.
UploadProgram FindUploadProgram(const TelemetryDir& dir,
                                absl::FunctionRef<const char*(const char* name)> environment);

// Records this process's program as the one to start, unless that is what the record says. The
// directory of the collector must exist. Returns 0 or errno.
int RecordUploadProgram(const TelemetryDir& dir);

}  // namespace telemetry

#endif  // STORAGE_UPLOAD_RUN_UPLOAD_PROGRAM_H_
