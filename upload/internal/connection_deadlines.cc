#include "upload/internal/connection_deadlines.h"

#include <sys/socket.h>

namespace telemetry::internal {

void ConnectionDeadlines::Set(int fd, absl::Time deadline) {
  absl::MutexLock lock(&mutex_);
  deadlines_[fd] = deadline;
}

void ConnectionDeadlines::Clear(int fd) {
  absl::MutexLock lock(&mutex_);
  deadlines_.erase(fd);
}

void ConnectionDeadlines::ShutDownExpired(absl::Time now) {
  absl::MutexLock lock(&mutex_);
  for (auto entry = deadlines_.begin(); entry != deadlines_.end();) {
    const auto current = entry++;
    if (current->second > now) continue;
    shutdown(current->first, SHUT_RDWR);
    deadlines_.erase(current);
  }
}

}  // namespace telemetry::internal
