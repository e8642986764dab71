// Starts the daily upload run, in a process of its own.
//
// The run is `gotelemetry --dir ROOT upload --collector HOST:PORT`, with the gotelemetry that
// storage/upload_run/upload_program.h finds. If there is none, nothing happens, and `gotelemetry env`
// says so. It is not a child of this process: nobody has to wait for it, and it does not show up in
// this process's wait() or SIGCHLD handler. It has its own session, no signal blocked or ignored, the
// root as its working directory, and no descriptor of ours. Its output goes to the file `upload.log`
// in the `debug/` of the collector's directory, if that exists, else nowhere.

#ifndef COUNTER_INTERNAL_DAILY_UPLOAD_UPLOAD_START_H_
#define COUNTER_INTERNAL_DAILY_UPLOAD_UPLOAD_START_H_

#include <optional>

#include "absl/time/time.h"
#include "config/mode.h"
#include "storage/host_port.h"
#include "storage/telemetry_root.h"

namespace telemetry {
namespace counter_internal {

// In the environment of a run and of everything that it starts, none of which starts a run.
inline constexpr char kUploadMark[] = "GOTELEMETRY_UPLOADING";

// Starts a run for `collector` in the telemetry root `root`, an absolute path, if `decision`, which
// is about this collector, says that the user has consented to uploads (config/mode.h, which says
// no under CI), and no process has started a run for it in the last 24 hours. Without a collector
// there is nothing to upload. Never in a program that has more privileges than
// the user who started it (set-user-ID, file capabilities): the environment names what would be
// run.
//
// Thread-safe. Once a day it costs the start of a process.
void StartDailyUpload(const TelemetryRoot& root, const std::optional<HostPort>& collector,
                      const ModeDecision& decision, absl::Time now) noexcept;

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_DAILY_UPLOAD_UPLOAD_START_H_
