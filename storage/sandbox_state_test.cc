#include "storage/sandbox_state.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "gtest/gtest.h"
#include "tests/util/child_process.h"

namespace telemetry {
namespace {

// Installs a filter that allows everything.
void Sandbox() {
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  sock_filter allow_all = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  const sock_fprog program = {.len = 1, .filter = &allow_all};
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) _exit(99);
}

TEST(SandboxStateTest, TrustsTheFirstSandboxThatItSees) {
  EXPECT_EQ(RunInChild([] {
              Sandbox();
              _exit(MayMakeSystemCalls() && MayMakeSystemCalls() ? 0 : 1);
            }),
            0);
}

// A process started in a sandbox, such as some containers, sees no change, here and below.
TEST(SandboxStateTest, ChangesWithTheRightToGainPrivileges) {
  EXPECT_EQ(RunInChild([] {
              const bool had_it = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0;
              TrustSandbox();
              prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
              _exit(MayMakeSystemCalls() == !had_it ? 0 : 1);
            }),
            0);
}

TEST(SandboxStateTest, ChangesWithTheFirstFilter) {
  EXPECT_EQ(RunInChild([] {
              prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
              const bool had_none = prctl(PR_GET_SECCOMP) == 0;
              TrustSandbox();
              Sandbox();
              _exit(MayMakeSystemCalls() == !had_none ? 0 : 1);
            }),
            0);
}

TEST(SandboxStateTest, CanBeTrustedAnew) {
  EXPECT_EQ(RunInChild([] {
              TrustSandbox();
              Sandbox();
              TrustSandbox();
              _exit(MayMakeSystemCalls() ? 0 : 1);
            }),
            0);
}

TEST(SandboxStateTest, IsForbiddenForGoodAndAsksNoMore) {
  EXPECT_EQ(RunInChild([] {
              ForbidSystemCalls();
              // Strict mode: prctl(2) kills the caller.
              prctl(PR_SET_SECCOMP, SECCOMP_MODE_STRICT);
              TrustSandbox();
              syscall(SYS_exit, MayMakeSystemCalls() || !AreSystemCallsForbidden() ? 1 : 0);
            }),
            0);
}

}  // namespace
}  // namespace telemetry
