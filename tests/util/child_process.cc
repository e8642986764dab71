#include "tests/util/child_process.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "absl/functional/function_ref.h"

namespace telemetry {

int RunInChild(absl::FunctionRef<void()> body) {
  const pid_t child = fork();
  if (child < 0) abort();
  if (child == 0) {
    body();
    _exit(0);
  }
  int status;
  while (waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) abort();
  }
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace telemetry
