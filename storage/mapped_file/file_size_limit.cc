#include "storage/mapped_file/file_size_limit.h"

#include <sys/resource.h>

namespace telemetry {

bool MayWriteFileOf(uint64_t bytes) noexcept {
  rlimit limit;
  // The call can fail only if its arguments are wrong.
  return getrlimit(RLIMIT_FSIZE, &limit) != 0 || bytes <= limit.rlim_cur;
}

}  // namespace telemetry
