#include "counter/start.h"

#include <string>

#include "counter/internal/crash/crash_handler.h"
#include "counter/internal/unix_time.h"
#include "counter/internal/upload/upload_start.h"
#include "counter/open.h"
#include "counter/open_options.h"
#include "storage/telemetry_dir.h"

namespace telemetry {

OpenResult Start(const StartOptions& options) noexcept {
  const OpenResult result = Open({.program = options.program,
                                  .version = options.version,
                                  .telemetry_dir = options.telemetry_dir,
                                  .rotate = options.rotate,
                                  .clock = options.clock});
  if (!result.counting) return result;
  if (options.count_crashes) internal::CountCrashes();
  internal::StartDailyUpload(options.telemetry_dir.empty() ? TelemetryDir::DefaultRoot()
                                                           : std::string(options.telemetry_dir),
                             options.clock != nullptr ? options.clock() : internal::SystemTime());
  return result;
}

}  // namespace telemetry
