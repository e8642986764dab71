#include "config/prompt/internal/preview_program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "storage/concat.h"
#include "storage/directory/directory.h"
#include "storage/directory/held_directory.h"
#include "storage/files/temporary_file.h"
#include "storage/host_port.h"
#include "storage/mapped_file/file_size_limit.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_root.h"
#include "storage/unique_fd.h"
#include "storage/upload_run/upload_program.h"

namespace telemetry::config_internal {
namespace {

constexpr int64_t kDeadlineMilliseconds = 5000;
// How long a process is waited for that was stopped; longer only if the kernel cannot end it.
constexpr int64_t kStopMilliseconds = 1000;
constexpr timespec kWaitInterval = {.tv_sec = 0, .tv_nsec = 1'000'000};
constexpr size_t kMaxOutputBytes = size_t{1} << 20;

int64_t Milliseconds() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return int64_t{1000} * now.tv_sec + now.tv_nsec / 1'000'000;
}

bool WriteAll(int fd, absl::string_view text) {
  while (!text.empty()) {
    const ssize_t size = write(fd, text.data(), text.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return false;
    text.remove_prefix(static_cast<size_t>(size));
  }
  return true;
}

// A file with the upload config, for as long as this exists.
class ConfigFile {
 public:
  ConfigFile(const TelemetryDir& dir, absl::string_view contents) {
    if (contents.empty() || !MayWriteFileOf(contents.size()) || !MakeDirectories(dir.path()).ok()) {
      return;
    }
    TemporaryFile file = CreateTemporaryFile(dir.path() + "/prompt.config");
    if (!file.fd.valid()) return;
    path_ = std::move(file.path);
    if (!WriteAll(file.fd.get(), contents)) Remove();
  }
  ConfigFile(const ConfigFile&) = delete;
  ConfigFile& operator=(const ConfigFile&) = delete;
  ~ConfigFile() { Remove(); }

  // Empty if there is none.
  const std::string& path() const { return path_; }

 private:
  void Remove() {
    if (path_.empty()) return;
    const At at(path_);
    unlinkat(at.directory(), at.name(), 0);
    path_.clear();
  }

  std::string path_;
};

// Starts `arguments`, whose output goes to `output`. Returns the process, or 0 with `error`.
pid_t Spawn(std::vector<std::string> arguments, int output, int& error) {
  std::vector<char*> argv;
  argv.reserve(arguments.size() + 1);
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  sigset_t none;
  sigset_t all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_t actions;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  posix_spawn_file_actions_init(&actions);
  // Not the server's standard input and output: those are its client.
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  pid_t process = 0;
  error = posix_spawn(&process, argv[0], &actions, &attributes, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return error == 0 ? process : 0;
}

// Reads to the end, unless that is too far or takes too long. Returns whether it was reached.
bool ReadOutput(int fd, int64_t deadline, std::string& output) {
  while (output.size() < kMaxOutputBytes) {
    const int64_t left = deadline - Milliseconds();
    if (left <= 0) return false;
    pollfd readable = {.fd = fd, .events = POLLIN, .revents = 0};
    const int ready = poll(&readable, 1, static_cast<int>(left));
    if (ready < 0 && errno != EINTR) return false;
    if (ready <= 0) continue;
    char buffer[16384];
    const ssize_t size = read(fd, buffer, sizeof buffer);
    if (size == 0) return true;
    if (size < 0 && errno != EINTR) return false;
    if (size > 0) output.append(buffer, static_cast<size_t>(size));
  }
  return false;
}

enum class Ending { kWell, kBadly, kNotYet };

// Waits for the process to end, which may live on although it has closed its output. A server may
// reap its children itself: then nothing is known of how it ended, and what it wrote must do.
Ending AwaitEnd(pid_t process, int64_t deadline) {
  while (true) {
    int status = 0;
    const pid_t waited = waitpid(process, &status, WNOHANG);
    if (waited == process) {
      return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? Ending::kWell : Ending::kBadly;
    }
    if (waited < 0 && errno != EINTR) return Ending::kWell;
    if (Milliseconds() >= deadline) return Ending::kNotYet;
    nanosleep(&kWaitInterval, nullptr);
  }
}

void Stop(pid_t process) {
  // Not if it has ended: its number may be another process's by now.
  if (AwaitEnd(process, 0) != Ending::kNotYet) return;
  kill(process, SIGKILL);
  (void)AwaitEnd(process, Milliseconds() + kStopMilliseconds);
}

Preview Failed(absl::string_view why, const HostPort& collector) {
  return {.text = Concat("What would be sent to ", collector.ToString(), " cannot be shown: ", why,
                         ". Without that program nothing is uploaded either."),
          .exact = false};
}

}  // namespace

Preview RunPreview(const TelemetryRoot& root, const HostPort& collector,
                   absl::string_view upload_config) {
  if (getauxval(AT_SECURE) != 0)
    return Failed("this program has more privileges than you", collector);
  const TelemetryDir dir = root.collector(collector);
  const UploadProgram found =
      FindUploadProgram(dir, [](const char* name) -> const char* { return getenv(name); });
  if (found.path.empty()) return Failed(found.why_none, collector);
  const std::string& program = found.path;
  const ConfigFile config(dir, upload_config);
  std::vector<std::string> arguments = {program,   "--dir",       root.path(),
                                        "preview", "--collector", collector.ToString()};
  if (!config.path().empty()) {
    arguments.emplace_back("--config");
    arguments.push_back(config.path());
  }
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return Failed(strerrordesc_np(errno), collector);
  const UniqueFd reading(ends[0]);
  UniqueFd writing(ends[1]);
  int error = 0;
  const pid_t process = Spawn(std::move(arguments), writing.get(), error);
  writing.reset();
  if (process == 0) {
    return Failed(
        Concat("the program ", program, " cannot be started (", strerrordesc_np(error), ")"),
        collector);
  }
  Preview preview;
  const int64_t deadline = Milliseconds() + kDeadlineMilliseconds;
  bool complete = ReadOutput(reading.get(), deadline, preview.text);
  const Ending ending = complete ? AwaitEnd(process, deadline) : Ending::kNotYet;
  if (ending == Ending::kNotYet) Stop(process);
  complete = ending != Ending::kNotYet;
  preview.exact = ending == Ending::kWell && !preview.text.empty();
  if (preview.exact) return preview;
  const size_t line = std::min(preview.text.find('\n'), preview.text.size());
  return {.text = Concat("What would be sent to ", collector.ToString(),
                         " cannot be shown: ", complete ? "" : "it takes too long. ",
                         absl::string_view(preview.text).substr(0, std::min<size_t>(line, 500))),
          .exact = false};
}

bool WritePreview(const std::string& path, absl::string_view text) {
  if (!MayWriteFileOf(text.size())) return false;
  TemporaryFile file = CreateTemporaryFile(path);
  if (!file.fd.valid()) return false;
  const At temporary(file.path);
  const At at(path);
  if (WriteAll(file.fd.get(), text) &&
      renameat(temporary.directory(), temporary.name(), at.directory(), at.name()) == 0) {
    return true;
  }
  unlinkat(temporary.directory(), temporary.name(), 0);
  return false;
}

}  // namespace telemetry::config_internal
