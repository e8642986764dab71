#include "storage/files/rename_to_new_name.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <string>

#include "gtest/gtest.h"
#include "tests/util/child_process.h"
#include "tests/util/temp_dir.h"

namespace telemetry {
namespace {

// From now on this process's renameat2() fails with `error`, as where it is not supported.
void RefuseRenameat2(int error) {
  sock_filter filter[] = {
      BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
      BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_renameat2, 0, 1),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | static_cast<unsigned>(error)),
      BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
  };
  const sock_fprog program = {sizeof filter / sizeof filter[0], filter};
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
      prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0) {
    _exit(2);
  }
}

class RenameToNewNameTest : public testing::Test {
 protected:
  RenameToNewNameTest() {
    std::ofstream(from_) << "new";
    std::ofstream(taken_) << "old";
  }

  // Whether both outcomes are as the header says.
  bool Works() const {
    return RenameToNewName(from_.c_str(), taken_.c_str()) == EEXIST &&
           access(from_.c_str(), F_OK) == 0 && RenameToNewName(from_.c_str(), to_.c_str()) == 0 &&
           access(from_.c_str(), F_OK) != 0 && access(to_.c_str(), F_OK) == 0;
  }

  const TempDir dir_;
  const std::string from_ = dir_.path() + "/from";
  const std::string taken_ = dir_.path() + "/taken";
  const std::string to_ = dir_.path() + "/to";
};

TEST_F(RenameToNewNameTest, TakesNoNameThatSomethingHas) { EXPECT_TRUE(Works()); }

TEST_F(RenameToNewNameTest, WorksWhereTheFileSystemDoesNotKnowTheFlag) {
  EXPECT_EQ(RunInChild([this] {
              RefuseRenameat2(EINVAL);
              _exit(Works() ? 0 : 1);
            }),
            0);
}

TEST_F(RenameToNewNameTest, WorksWhereTheKernelDoesNotKnowTheCall) {
  EXPECT_EQ(RunInChild([this] {
              RefuseRenameat2(ENOSYS);
              _exit(Works() ? 0 : 1);
            }),
            0);
}

TEST_F(RenameToNewNameTest, SaysWhyItCannot) {
  EXPECT_EQ(RenameToNewName((dir_.path() + "/none").c_str(), to_.c_str()), ENOENT);
}

}  // namespace
}  // namespace telemetry
