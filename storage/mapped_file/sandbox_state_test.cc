#include "storage/mapped_file/sandbox_state.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstddef>

#include "absl/types/span.h"
#include "gtest/gtest.h"
#include "tests/util/child_process.h"

namespace telemetry {
namespace {

void InstallFilter(absl::Span<sock_filter> instructions) {
  prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
  const sock_fprog program = {.len = static_cast<unsigned short>(instructions.size()),
                              .filter = instructions.data()};
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) _exit(99);
}

// Installs a filter that allows everything.
void Sandbox() {
  sock_filter allow_all[] = {BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
  InstallFilter(absl::MakeSpan(allow_all));
}

// Installs a filter that kills the process for prctl(2).
void SandboxWithoutPrctl() {
  sock_filter instructions[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_prctl, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  InstallFilter(absl::MakeSpan(instructions));
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
              SandboxWithoutPrctl();
              TrustSandbox();
              _exit(MayMakeSystemCalls() || !AreSystemCallsForbidden() ? 1 : 0);
            }),
            0);
}

}  // namespace
}  // namespace telemetry
