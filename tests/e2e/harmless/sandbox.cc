#include "tests/e2e/harmless/sandbox.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#include <vector>

namespace subject {
namespace {

[[noreturn]] void Die(const char* what) {
  perror(what);
  exit(99);
}

// Installs a filter with the action `listed` for the system calls in `numbers`, and `otherwise` for
// the rest.
void Filter(std::initializer_list<unsigned> numbers, unsigned listed, unsigned otherwise) {
  std::vector<sock_filter> program = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
  };
  for (const unsigned number : numbers) {
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1));
    program.push_back(BPF_STMT(BPF_RET | BPF_K, listed));
  }
  program.push_back(BPF_STMT(BPF_RET | BPF_K, otherwise));
  sock_fprog filter = {static_cast<unsigned short>(program.size()), program.data()};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0) {
    Die("seccomp");
  }
}

}  // namespace

void ForbidSystemCalls(std::initializer_list<unsigned> numbers) {
  Filter(numbers, SECCOMP_RET_KILL_PROCESS, SECCOMP_RET_ALLOW);
}

void AllowSystemCalls(std::initializer_list<unsigned> numbers) {
  Filter(numbers, SECCOMP_RET_ALLOW, SECCOMP_RET_KILL_PROCESS);
}

void LimitResource(int resource, size_t limit) {
  rlimit limits;
  if (getrlimit(static_cast<__rlimit_resource>(resource), &limits) != 0) Die("getrlimit");
  limits.rlim_cur = limit;
  if (setrlimit(static_cast<__rlimit_resource>(resource), &limits) != 0) Die("setrlimit");
}

}  // namespace subject
