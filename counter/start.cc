#include "counter/start.h"

#include "counter/internal/crash/crash_handler.h"
#include "counter/open.h"
#include "counter/open_options.h"

namespace telemetry {

OpenResult Start(const StartOptions& options) noexcept {
  const OpenResult result = Open({.program = options.program,
                                  .version = options.version,
                                  .telemetry_dir = options.telemetry_dir,
                                  .rotate = options.rotate,
                                  .clock = options.clock});
  if (result.counting && options.count_crashes) internal::CountCrashes();
  return result;
}

}  // namespace telemetry
