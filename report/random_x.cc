#include "report/random_x.h"

#include <sys/random.h>

#include <cerrno>
#include <cmath>

#include "absl/status/status.h"

namespace telemetry {

absl::StatusOr<double> DrawX() {
  uint64_t bits;
  ssize_t size;
  do {
    size = getrandom(&bits, sizeof bits, 0);
  } while (size < 0 && errno == EINTR);
  if (size != sizeof bits) return absl::InternalError("cannot get random bytes from the kernel");
  return XFromBits(bits);
}

double XFromBits(uint64_t bits) {
  // Adding 0.5 excludes 0, and the sum still fits the 53 bits of a double.
  return std::ldexp(static_cast<double>(bits >> 12) + 0.5, -52);
}

}  // namespace telemetry
