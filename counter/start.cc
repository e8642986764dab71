#include "counter/start.h"

#include "counter/internal/crash/crash_handler.h"
#include "counter/internal/daily_upload/upload_start.h"
#include "counter/internal/no_cancellation.h"
#include "counter/internal/session.h"
#include "counter/open.h"
#include "counter/open_options.h"

namespace telemetry {
namespace {

OpenOptions ToOpenOptions(const StartOptions& options) {
  OpenOptions result;
  // Fails to compile once OpenOptions has another member, which StartOptions then needs too.
  auto& [program, version, collector, telemetry_dir, rotate, clock] = result;
  program = options.program;
  version = options.version;
  collector = options.collector;
  telemetry_dir = options.telemetry_dir;
  rotate = options.rotate;
  clock = options.clock;
  return result;
}

}  // namespace

OpenResult Start(const StartOptions& options) noexcept {
  const counter_internal::NoCancellation no_cancellation;
  const OpenResult result = Open(ToOpenOptions(options));
  if (!result.counting) return result;
  if (options.count_crashes) counter_internal::CountCrashes();
  const counter_internal::SessionState session = counter_internal::CurrentSession();
  counter_internal::StartDailyUpload(session.root, session.collector, session.decision,
                                     session.now);
  return result;
}

}  // namespace telemetry
