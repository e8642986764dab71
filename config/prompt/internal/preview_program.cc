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
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "storage/concat.h"
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

// A file in memory, to read from its beginning: whoever is killed, nothing of it stays. Invalid if there
// is none.
UniqueFd MemoryFile(absl::string_view contents) {
  UniqueFd file(memfd_create("upload_config", MFD_CLOEXEC));
  if (!file.valid() || !WriteAll(file.get(), contents) || lseek(file.get(), 0, SEEK_SET) != 0) {
    file.reset();
  }
  return file;
}

// Starts `arguments`, which read from `input`, if that is valid, and write to the others. Returns the
// process, or 0 with `error`.
pid_t Spawn(std::vector<std::string> arguments, const UniqueFd& input, int output, int errors,
            int& error) {
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
  if (input.valid()) {
    posix_spawn_file_actions_adddup2(&actions, input.get(), STDIN_FILENO);
  } else {
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  }
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO);
  posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  pid_t process = 0;
  error = posix_spawn(&process, argv[0], &actions, &attributes, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return error == 0 ? process : 0;
}

// What a process writes.
struct Stream {
  // Whether it could be made; the process writes to the other end, `writing`.
  bool Open(UniqueFd& writing) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return false;
    reading.reset(ends[0]);
    writing.reset(ends[1]);
    return true;
  }

  // Reads what is there, and closes at the end. Returns errno.
  int Read() {
    char buffer[16384];
    const ssize_t size = read(reading.get(), buffer, sizeof buffer);
    if (size < 0) return errno == EINTR ? 0 : errno;
    if (size == 0) reading.reset();
    text.append(buffer, static_cast<size_t>(size));
    return 0;
  }

  UniqueFd reading;
  std::string text;
};

constexpr absl::string_view kTooLong = "it takes too long";

// Reads both to their ends. Returns why not, in words, if that is too far or takes too long.
std::string ReadToTheEnd(Stream& output, Stream& errors, int64_t deadline) {
  while (output.reading.valid() || errors.reading.valid()) {
    const int64_t left = deadline - Milliseconds();
    if (left <= 0) return std::string(kTooLong);
    // One that is closed is ignored.
    pollfd readable[] = {{.fd = output.reading.get(), .events = POLLIN, .revents = 0},
                         {.fd = errors.reading.get(), .events = POLLIN, .revents = 0}};
    if (poll(readable, std::size(readable), static_cast<int>(left)) <= 0) continue;
    for (Stream* stream : {&output, &errors}) {
      if (readable[stream == &output ? 0 : 1].revents == 0) continue;
      if (const int error = stream->Read(); error != 0) return strerrordesc_np(error);
      if (stream->text.size() > kMaxOutputBytes) return "it writes more than 1 MiB";
    }
  }
  return "";
}

absl::string_view FirstLine(absl::string_view text) {
  constexpr size_t kMaxBytes = 500;
  return text.substr(0, std::min({text.find('\n'), text.size(), kMaxBytes}));
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

Preview NotShown(absl::string_view why, const HostPort& collector) {
  return {.text = Concat("What would be sent to ", collector.ToString(), " cannot be shown: ", why),
          .exact = false};
}

Preview NoProgram(absl::string_view why, const HostPort& collector) {
  return NotShown(Concat(why, ". Without that program nothing is uploaded either."), collector);
}

// What the process writes, until the deadline.
Preview ReadPreview(pid_t process, Stream& output, Stream& errors, const HostPort& collector) {
  const int64_t deadline = Milliseconds() + kDeadlineMilliseconds;
  std::string why = ReadToTheEnd(output, errors, deadline);
  const Ending ending = why.empty() ? AwaitEnd(process, deadline) : Ending::kNotYet;
  if (ending == Ending::kNotYet) {
    Stop(process);
    return NotShown(why.empty() ? kTooLong : absl::string_view(why), collector);
  }
  // What it says on the side of a text that is exact would not be sent.
  if (ending == Ending::kWell && !output.text.empty()) {
    return {.text = std::move(output.text), .exact = true};
  }
  return NotShown(FirstLine(errors.text.empty() ? output.text : errors.text), collector);
}

}  // namespace

Preview RunPreview(const TelemetryRoot& root, const HostPort& collector,
                   absl::string_view upload_config) {
  if (getauxval(AT_SECURE) != 0) {
    return NoProgram("this program has more privileges than you", collector);
  }
  const TelemetryDir dir = root.collector(collector);
  const UploadProgram found =
      FindUploadProgram(dir, [](const char* name) -> const char* { return getenv(name); });
  if (found.path.empty()) return NoProgram(found.why_none, collector);
  const UniqueFd config = upload_config.empty() ? UniqueFd() : MemoryFile(upload_config);
  std::vector<std::string> arguments = {found.path, "--dir",       root.path(),
                                        "preview",  "--collector", collector.ToString()};
  if (config.valid()) {
    arguments.emplace_back("--config");
    arguments.emplace_back("/dev/stdin");
  }
  Stream output;
  Stream errors;
  UniqueFd writing;
  UniqueFd complaining;
  if (!output.Open(writing) || !errors.Open(complaining)) {
    return NotShown(strerrordesc_np(errno), collector);
  }
  int error = 0;
  const pid_t process =
      Spawn(std::move(arguments), config, writing.get(), complaining.get(), error);
  writing.reset();
  complaining.reset();
  if (process == 0) {
    return NoProgram(
        Concat("the program ", found.path, " cannot be started (", strerrordesc_np(error), ")"),
        collector);
  }
  return ReadPreview(process, output, errors, collector);
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
