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

}  // namespace

void ForbidSystemCalls(std::initializer_list<unsigned> numbers) {
  std::vector<sock_filter> program = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
  };
  for (const unsigned number : numbers) {
    program.push_back(BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1));
    program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
  }
  program.push_back(BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
  sock_fprog filter = {static_cast<unsigned short>(program.size()), program.data()};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0) {
    Die("seccomp");
  }
}

void LimitResource(int resource, size_t limit) {
  rlimit limits;
  if (getrlimit(static_cast<__rlimit_resource>(resource), &limits) != 0) Die("getrlimit");
  limits.rlim_cur = limit;
  if (setrlimit(static_cast<__rlimit_resource>(resource), &limits) != 0) Die("setrlimit");
}

}  // namespace subject
