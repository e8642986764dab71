#include "cmd/gotelemetry/reports/background.h"

#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "absl/base/config.h"

namespace telemetry::cmd {
namespace {

constexpr char kMark[] = "GOTELEMETRY_UPLOADING";
constexpr int kLowestPriority = 19;
// ioprio_set(2), which has no header: this process, the class "idle".
constexpr int kWhoProcess = 1;
constexpr int kIdleClass = 3 << 13;

#if defined(ABSL_HAVE_ADDRESS_SANITIZER) || defined(ABSL_HAVE_THREAD_SANITIZER)
constexpr bool kIsSanitized = true;
#else
constexpr bool kIsSanitized = false;
#endif

}  // namespace

bool IsBackgroundRun() { return std::getenv(kMark) != nullptr; }

void BeModest() {
  alarm(kMaxBackgroundSeconds);
  (void)setpriority(PRIO_PROCESS, 0, kLowestPriority);
  (void)syscall(SYS_ioprio_set, kWhoProcess, 0, kIdleClass);
  rlimit limit;
  if (kIsSanitized || getrlimit(RLIMIT_DATA, &limit) != 0) return;
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, kMaxBackgroundBytes);
  (void)setrlimit(RLIMIT_DATA, &limit);
}

}  // namespace telemetry::cmd
