#include "tests/util/somebody_else.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <iostream>
#include <string>

#include "absl/functional/function_ref.h"
#include "tests/util/child_process.h"

namespace telemetry {
namespace {

constexpr uid_t kRoot = 0;
constexpr uid_t kSomebody = 12345;
constexpr char kOfRoot[] = "/usr";

bool Write(const char* path, const std::string& text) {
  const int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0) return false;
  const bool written = write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  close(fd);
  return written;
}

// From now on this process is somebody's, in whose eyes all others, root too, are nobody.
bool EnterUserNamespace() {
  const std::string map = std::to_string(kSomebody) + " " + std::to_string(geteuid()) + " 1";
  return unshare(CLONE_NEWUSER) == 0 && Write("/proc/self/uid_map", map) && geteuid() == kSomebody;
}

bool IsSomebodyElses(const std::string& directory) {
  struct stat info;
  return stat(directory.c_str(), &info) == 0 && info.st_uid != geteuid() && info.st_uid != kRoot;
}

}  // namespace

int RunBesideSomebodyElse(const std::string& directory,
                          absl::FunctionRef<void(const std::string& foreign)> body) {
  return RunInChild([&] {
    const bool is_root = geteuid() == kRoot;
    const std::string foreign = is_root ? directory : kOfRoot;
    const bool made =
        is_root ? chown(directory.c_str(), kSomebody, kSomebody) == 0 : EnterUserNamespace();
    if (!made || !IsSomebodyElses(foreign)) {
      std::cerr
          << "There is no directory of somebody else's for this test, which root can give away "
             "outside a sandbox, and others see in a user namespace: "
          << strerror(errno) << std::endl;
      _exit(kNobodyElse);
    }
    body(foreign);
  });
}

}  // namespace telemetry
