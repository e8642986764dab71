#include "counter/rotation.h"

#include "counter/internal/session.h"

namespace telemetry {

bool Rotate() noexcept { return internal::RotateSession(); }

}  // namespace telemetry
