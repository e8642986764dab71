#include "cmd/collector/service/watched_files.h"

#include <sys/stat.h>
#include <time.h>

#include <utility>

namespace telemetry::collector {
namespace {

int64_t Nanoseconds(const timespec& time) {
  return int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

}  // namespace

WatchedFiles::WatchedFiles(std::vector<std::string> paths)
    : paths_(std::move(paths)), states_(Look()) {}

bool WatchedFiles::HaveChanged() {
  std::vector<State> now = Look();
  return std::exchange(states_, now) != now;
}

std::vector<WatchedFiles::State> WatchedFiles::Look() const {
  std::vector<State> states;
  for (const std::string& path : paths_) {
    struct stat info = {};
    stat(path.c_str(), &info);
    states.push_back({.device = info.st_dev,
                      .inode = info.st_ino,
                      .size = info.st_size,
                      .modified = Nanoseconds(info.st_mtim),
                      .changed = Nanoseconds(info.st_ctim)});
  }
  return states;
}

}  // namespace telemetry::collector
