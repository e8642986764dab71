#include "counter/open.h"

#include "counter/internal/session.h"
#include "counter/internal/week_file/rotation_thread.h"

namespace telemetry {

OpenResult Open(const OpenOptions& options) noexcept {
  const OpenResult result = counter_internal::OpenSession(options);
  if (result.counting && options.rotate) counter_internal::StartRotationThread();
  return result;
}

void PrepareForSandbox() noexcept { counter_internal::PrepareSessionForSandbox(); }

}  // namespace telemetry
