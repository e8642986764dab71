#include "counter/internal/week_file/weekend.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/random.h>
#include <unistd.h>

#include <chrono>
#include <optional>
#include <string>

#include "storage/directory/held_directory.h"
#include "storage/files/rename_to_new_name.h"
#include "storage/files/temporary_file.h"
#include "storage/mapped_file/file_size_limit.h"
#include "storage/unique_fd.h"

namespace telemetry {
namespace counter_internal {
namespace {

constexpr unsigned kDaysInWeek = 7;

}  // namespace

std::chrono::sys_days NextWeekend(std::chrono::sys_days day, std::chrono::weekday weekend) {
  const std::chrono::days ahead = weekend - std::chrono::weekday(day);
  return day + (ahead.count() == 0 ? std::chrono::days(kDaysInWeek) : ahead);
}

std::optional<std::chrono::weekday> ReadWeekend(const std::string& path) {
  const At at(path);
  const UniqueFd fd(
      openat(at.directory(), at.name(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
  unsigned char first;
  if (!fd.valid() || read(fd.get(), &first, 1) != 1) return std::nullopt;
  // Go computes this in a byte-sized integer that wraps around, and so do we.
  return std::chrono::weekday(static_cast<unsigned char>(first - '0') % kDaysInWeek);
}

std::optional<std::chrono::weekday> ReadOrSetWeekend(const std::string& path,
                                                     std::chrono::weekday drawn) {
  if (const auto weekend = ReadWeekend(path)) return weekend;
  // Complete before it gets its name, so that nobody reads an empty file.
  TemporaryFile file = CreateTemporaryFile(path);
  if (!file.fd.valid()) return std::nullopt;
  const At temporary(file.path);
  const At at(path);
  const char text[] = {static_cast<char>('0' + drawn.c_encoding()), '\n'};
  const bool written =
      MayWriteFileOf(sizeof(text)) && write(file.fd.get(), text, sizeof(text)) == sizeof(text);
  file.fd.reset();
  // An empty file was left by a process that died or a full disk, and is replaced. EEXIST otherwise
  // means that someone was faster.
  if (written && RenameToNewName(file.path.c_str(), path.c_str()) == EEXIST &&
      !ReadWeekend(path).has_value()) {
    renameat(temporary.directory(), temporary.name(), at.directory(), at.name());
  }
  unlinkat(temporary.directory(), temporary.name(), 0);
  return ReadWeekend(path);
}

std::chrono::weekday DrawWeekend() {
  unsigned char random;
  // At early boot there is no entropy yet; Sunday will do.
  if (getrandom(&random, sizeof(random), GRND_NONBLOCK) != sizeof(random)) random = 0;
  return std::chrono::weekday(random % kDaysInWeek);
}

}  // namespace counter_internal
}  // namespace telemetry
