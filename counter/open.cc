#include "counter/open.h"

#include "counter/internal/rotation_thread.h"
#include "counter/internal/session.h"

namespace telemetry {

OpenResult Open(const OpenOptions& options) noexcept {
  const OpenResult result = internal::OpenSession(options);
  if (result.counting && options.rotate) internal::StartRotationThread();
  return result;
}

void PrepareForSandbox() noexcept { internal::PrepareSessionForSandbox(); }

}  // namespace telemetry
