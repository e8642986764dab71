#include "counter/internal/weekend.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/random.h>
#include <unistd.h>

#include <chrono>
#include <optional>
#include <string>

#include "storage/counter_file/file_size_limit.h"
#include "storage/files/temporary_name.h"

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
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
  if (fd < 0) return std::nullopt;
  unsigned char first;
  const ssize_t size = read(fd, &first, 1);
  close(fd);
  if (size != 1) return std::nullopt;
  // Go computes this in a byte-sized integer that wraps around, and so do we.
  return std::chrono::weekday(static_cast<unsigned char>(first - '0') % kDaysInWeek);
}

std::optional<std::chrono::weekday> ReadOrSetWeekend(const std::string& path,
                                                     std::chrono::weekday drawn) {
  if (const auto weekend = ReadWeekend(path)) return weekend;
  // Complete before it gets its name, so that nobody reads an empty file.
  std::string temporary;
  int fd;
  do {
    temporary = TemporaryName(path);
    fd = open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  } while (fd < 0 && errno == EEXIST);
  if (fd < 0) return std::nullopt;
  const char text[] = {static_cast<char>('0' + drawn.c_encoding()), '\n'};
  const bool written =
      MayWriteFileOf(sizeof(text)) && write(fd, text, sizeof(text)) == sizeof(text);
  close(fd);
  // An empty file was left by a process that died or a full disk, and is replaced. EEXIST otherwise
  // means that someone was faster.
  if (written && link(temporary.c_str(), path.c_str()) != 0 && errno == EEXIST &&
      !ReadWeekend(path).has_value()) {
    rename(temporary.c_str(), path.c_str());
  }
  unlink(temporary.c_str());
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
