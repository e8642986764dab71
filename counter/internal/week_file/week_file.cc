#include "counter/internal/week_file/week_file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "counter/internal/unix_time.h"
#include "counter/internal/week_file/file_name.h"
#include "counter/internal/week_file/weekend.h"
#include "counter/program_info.h"
#include "storage/counter_file/counter_file.h"
#include "storage/directory/directory.h"
#include "storage/directory/held_directory.h"
#include "storage/directory/path.h"
#include "storage/telemetry_dir.h"
#include "storage/telemetry_files/put_aside.h"
#include "storage/unique_fd.h"

namespace telemetry {
namespace counter_internal {
namespace {

// Names tried for one program before giving up; more than one only if hashes collide.
constexpr int kMaxNames = 4;
// Attempts to open one name; each but the last may find a damaged file and put it aside.
constexpr int kMaxOpenings = 3;
// How often to try a lock that another process holds, and the time between attempts.
constexpr int kMaxLockAttempts = 20;
constexpr timespec kLockInterval = {.tv_sec = 0, .tv_nsec = 1'000'000};

std::chrono::sys_days DayOf(absl::Time now) {
  return std::chrono::floor<std::chrono::days>(
      std::chrono::sys_seconds(std::chrono::seconds(UnixSecondsOf(now))));
}

int64_t Number(std::chrono::sys_days day) { return day.time_since_epoch().count(); }

CounterFileResult SystemError(int error_number) {
  CounterFileResult result;
  result.error = CounterFileError::kSystem;
  result.error_number = error_number;
  return result;
}

// Locks a file, unless somebody holds it for longer than putting it aside takes, such as a stopped
// process: the program must not wait for that.
bool LockSoon(int fd) {
  for (int attempt = 0; attempt < kMaxLockAttempts; ++attempt) {
    if (flock(fd, LOCK_EX | LOCK_NB) == 0) return true;
    nanosleep(&kLockInterval, nullptr);
  }
  return false;
}

// Renames the damaged file at `path`. Several processes may have found it: the lock on the file
// itself lets one act at a time, and late ones see that another file has the name now.
void PutDamagedAside(const std::string& path, const CounterFileIdentity& identity) {
  const At at(path);
  const UniqueFd fd(
      openat(at.directory(), at.name(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!fd.valid()) return;
  struct stat opened;
  struct stat named;
  if (LockSoon(fd.get()) && fstat(fd.get(), &opened) == 0 &&
      fstatat(at.directory(), at.name(), &named, 0) == 0 && opened.st_ino == named.st_ino &&
      opened.st_dev == named.st_dev &&
      CounterFile::OpenOrCreate(path.c_str(), identity).error == CounterFileError::kDamaged) {
    (void)PutAside(path);
  }
}

CounterFileResult OpenNamed(const std::string& path, const CounterFileIdentity& identity) {
  CounterFileResult result;
  for (int opening = 0; opening < kMaxOpenings; ++opening) {
    result = CounterFile::OpenOrCreate(path.c_str(), identity);
    if (result.error != CounterFileError::kDamaged) break;
    PutDamagedAside(path, identity);
  }
  return result;
}

// The first day from `earliest` to `today` on which the program made a file that is still there;
// `today` if there is none.
int64_t BeginDay(const std::string& directory, CounterFileIdentity identity, int attempt,
                 int64_t earliest, int64_t today) {
  for (identity.begin_day = earliest; identity.begin_day < today; ++identity.begin_day) {
    if (FileExists(directory + "/" + CounterFileName(identity, attempt))) break;
  }
  return identity.begin_day;
}

}  // namespace

WeekFile OpenWeekFile(const Program& program, absl::Time now) noexcept {
  const TelemetryDir dir = program.dir();
  // Nearly always the file exists, and then so do the directories.
  auto weekend = ReadWeekend(dir.weekends_path());
  if (!weekend.has_value()) {
    const DirectoryResult made = MakeDirectories(dir.local_dir());
    if (!made.ok()) return {SystemError(made.error_number), made.failed};
    weekend = ReadOrSetWeekend(dir.weekends_path(), DrawWeekend());
  }
  if (!weekend.has_value()) return {SystemError(errno), dir.weekends_path()};

  const std::chrono::sys_days today = DayOf(now);
  const std::chrono::sys_days end = NextWeekend(today, *weekend);
  CounterFileIdentity identity;
  identity.build.program = program.program;
  identity.build.version = program.version;
  identity.build.go_version = CompilerVersion();
  identity.build.goos = Goos();
  identity.build.goarch = Goarch();
  identity.end_day = Number(end);

  WeekFile result;
  for (int attempt = 0; attempt < kMaxNames; ++attempt) {
    identity.begin_day = BeginDay(dir.local_dir(), identity, attempt,
                                  Number(end - std::chrono::weeks(1)), Number(today));
    result.path = dir.local_dir() + "/" + CounterFileName(identity, attempt);
    result.opened = OpenNamed(result.path, identity);
    if (result.opened.error != CounterFileError::kForeign) break;
  }
  return result;
}

}  // namespace counter_internal
}  // namespace telemetry
