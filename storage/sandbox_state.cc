#include "storage/sandbox_state.h"

#include <errno.h>
#include <sys/prctl.h>

namespace telemetry {

int SandboxState() noexcept {
  const int error_number = errno;
  const int seccomp_mode = prctl(PR_GET_SECCOMP);
  const int no_new_privileges = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0);
  errno = error_number;
  return 2 * seccomp_mode + no_new_privileges;
}

}  // namespace telemetry
