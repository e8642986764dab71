#include "counter/internal/daily_upload/upload_start.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "config/mode.h"
#include "counter/internal/daily_upload/upload_token.h"
#include "storage/directory/held_directory.h"
#include "storage/directory/ownership.h"
#include "storage/host_port.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_root.h"
#include "storage/unique_fd.h"
#include "storage/upload_run/upload_program.h"

namespace telemetry {
namespace counter_internal {
namespace {

constexpr char kNowhere[] = "/dev/null";
constexpr size_t kStackBytes = 64 << 10;

// All arguments of posix_spawn().
class SpawnPlan {
 public:
  // The run's output goes to `log`, or nowhere if that is none.
  SpawnPlan(std::vector<std::string> arguments, UniqueFd log)
      : arguments_(std::move(arguments)),
        mark_(std::string(kUploadMark) + "=1"),
        log_(std::move(log)) {
    for (std::string& argument : arguments_) argv_.push_back(argument.data());
    argv_.push_back(nullptr);
    // After clearenv() there is no environment at all.
    for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable) {
      envp_.push_back(*variable);
    }
    envp_.push_back(mark_.data());
    envp_.push_back(nullptr);

    sigset_t none;
    sigset_t all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setflags(&attributes_,
                             POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawn_file_actions_init(&actions_);
    // The log first: in a program without standard input it may have its number.
    if (log_.valid()) {
      posix_spawn_file_actions_adddup2(&actions_, log_.get(), STDOUT_FILENO);
    } else {
      posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, kNowhere, O_WRONLY, 0);
    }
    posix_spawn_file_actions_adddup2(&actions_, STDOUT_FILENO, STDERR_FILENO);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, kNowhere, O_RDONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1);
    posix_spawn_file_actions_addchdir_np(&actions_, "/");
  }

  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }

  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  // Allocates nothing.
  void Run() const {
    pid_t process;
    (void)posix_spawn(&process, argv_[0], &actions_, &attributes_, argv_.data(), envp_.data());
  }

 private:
  std::vector<std::string> arguments_;
  std::string mark_;
  UniqueFd log_;
  std::vector<char*> argv_;
  std::vector<char*> envp_;
  posix_spawnattr_t attributes_;
  posix_spawn_file_actions_t actions_;
};

int RunAndExit(void* plan) {
  static_cast<const SpawnPlan*>(plan)->Run();
  _exit(0);
}

// Runs the plan in a short-lived process between this one and the run, which is thus adopted by
// init. The process ends without a signal to this one, and only a wait that asks for it (__WCLONE)
// finds it. It shares our memory, like one of vfork(), and so costs nothing to create.
void SpawnDetached(SpawnPlan& plan) {
  void* stack = mmap(nullptr, kStackBytes, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0);
  if (stack == MAP_FAILED) return;
  sigset_t all;
  sigset_t previous;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &previous);  // no handler of ours runs in that process
  const pid_t process =
      clone(RunAndExit, static_cast<char*>(stack) + kStackBytes, CLONE_VM | CLONE_VFORK, &plan);
  if (process > 0) waitpid(process, nullptr, __WCLONE);
  pthread_sigmask(SIG_SETMASK, &previous, nullptr);
  munmap(stack, kStackBytes);
}

bool IsOwn(int directory, const char* name, int flags, mode_t type) {
  struct stat info;
  return fstatat(directory, name, &info, flags) == 0 && (info.st_mode & S_IFMT) == type &&
         OnlyUserCanWrite(info);
}

// The log, if the user wants one: the debug directory is there. Opened here and not in the run, which
// would find it by its path, and neither waited for nor written unless it is a file of the user's.
UniqueFd OpenLog(const TelemetryDir& dir) {
  const std::string debug = dir.debug_dir();
  const At directory(debug);
  if (!IsOwn(directory.directory(), directory.name(), 0, S_IFDIR)) return UniqueFd();
  const std::string path = debug + "/upload.log";
  const At at(path);
  constexpr int kFlags =
      O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
  UniqueFd log(openat(at.directory(), at.name(), kFlags, 0600));
  if (log.valid() && !IsOwn(log.get(), "", AT_EMPTY_PATH, S_IFREG)) log.reset(-1);
  return log;
}

}  // namespace

void StartDailyUpload(const TelemetryRoot& root, const std::optional<HostPort>& collector,
                      const ModeDecision& decision, absl::Time now) noexcept {
  if (getauxval(AT_SECURE) != 0 || getenv(kUploadMark) != nullptr) return;
  if (!collector.has_value() || !decision.may_upload()) return;
  const TelemetryDir dir = root.collector(*collector);
  const HeldDirectory held(root.path());
  if (FindForeignOwner(root.path()).has_value()) return;
  if (!TakeUploadToken(dir.token_path(), now)) return;
  // Another directory may have come to this place since `decision`.
  if (!DecideMode(root, collector).may_upload()) return;
  const UploadProgram program =
      FindUploadProgram(dir, [](const char* name) -> const char* { return getenv(name); });
  if (program.path.empty()) return;
  SpawnPlan plan(
      {program.path, "--dir", root.path(), "upload", "--collector", collector->ToString()},
      OpenLog(dir));
  SpawnDetached(plan);
}

}  // namespace counter_internal
}  // namespace telemetry
