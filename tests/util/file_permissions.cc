#include "tests/util/file_permissions.h"

#include <linux/capability.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>
#include <initializer_list>

namespace telemetry {

void RespectFilePermissions() {
  __user_cap_header_struct header = {.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
  __user_cap_data_struct sets[_LINUX_CAPABILITY_U32S_3] = {};
  if (syscall(SYS_capget, &header, sets) != 0) abort();
  for (const int capability : {CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH}) {
    const uint32_t bit = CAP_TO_MASK(capability);
    sets[CAP_TO_INDEX(capability)].effective &= ~bit;
    sets[CAP_TO_INDEX(capability)].permitted &= ~bit;
  }
  if (syscall(SYS_capset, &header, sets) != 0) abort();
}

}  // namespace telemetry
