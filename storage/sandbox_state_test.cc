#include "storage/sandbox_state.h"

#include <sys/prctl.h>
#include <unistd.h>

#include "gtest/gtest.h"
#include "tests/util/child_process.h"

namespace telemetry {
namespace {

TEST(SandboxStateTest, StaysAsItIs) { EXPECT_EQ(SandboxState(), SandboxState()); }

TEST(SandboxStateTest, ChangesWithTheRightToGainPrivileges) {
  if (prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1) GTEST_SKIP() << "already given up";
  EXPECT_EQ(RunInChild([] {
              const int before = SandboxState();
              prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
              _exit(SandboxState() != before ? 0 : 1);
            }),
            0);
}

}  // namespace
}  // namespace telemetry
