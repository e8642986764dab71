// What `gotelemetry env` says of a collector's daily upload run.

#ifndef CMD_GOTELEMETRY_CONSENT_LAST_RUN_TEXT_H_
#define CMD_GOTELEMETRY_CONSENT_LAST_RUN_TEXT_H_

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "config/mode.h"
#include "storage/upload_run/last_run.h"
#include "storage/upload_run/upload_program.h"

namespace telemetry::cmd {

struct DailyRun {
  Mode mode;
  // The last one that ended, if any did.
  std::optional<LastRun> last;
  // When a program last started one, if any did.
  std::optional<absl::Time> started;
  // What a program would start now.
  UploadProgram program;
};

// Why no run has ended since the last one, or at all: "" if there is nothing to wonder about. Pure.
std::string WhyNoRun(const DailyRun& run);

// When the last run ended and how, and WhyNoRun(): "2026-11-30 10:00 UTC", "none: the mode is
// local". May hold what is not printable. Pure.
std::string LastRunText(const DailyRun& run);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_CONSENT_LAST_RUN_TEXT_H_
