#include "counter/rotation.h"

#include "counter/internal/session.h"

namespace telemetry {

bool Rotate() noexcept { return counter_internal::RotateSession(); }

}  // namespace telemetry
