// A lock whose use clang checks: what it protects is ABSL_GUARDED_BY it, and what needs it held is
// ABSL_EXCLUSIVE_LOCKS_REQUIRED.
//
//   struct Names {
//     Mutex mutex;
//     std::vector<std::string> names ABSL_GUARDED_BY(mutex);
//   };
//   const MutexLock lock(names.mutex);
//
// For programs that count, which absl::Mutex would make larger, and whose sandbox might not allow
// what it does. Elsewhere use absl::Mutex.

#ifndef COUNTER_INTERNAL_MUTEX_H_
#define COUNTER_INTERNAL_MUTEX_H_

#include <mutex>

#include "absl/base/thread_annotations.h"

namespace telemetry {
namespace counter_internal {

class ABSL_LOCKABLE Mutex {
 public:
  constexpr Mutex() = default;
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;

  void Lock() ABSL_EXCLUSIVE_LOCK_FUNCTION() { mutex_.lock(); }
  void Unlock() ABSL_UNLOCK_FUNCTION() { mutex_.unlock(); }

 private:
  std::mutex mutex_;
};

// Holds the lock until the end of its scope.
class ABSL_SCOPED_LOCKABLE MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) ABSL_EXCLUSIVE_LOCK_FUNCTION(mutex) : mutex_(mutex) {
    mutex.Lock();
  }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;
  ~MutexLock() ABSL_UNLOCK_FUNCTION() { mutex_.Unlock(); }

 private:
  Mutex& mutex_;
};

}  // namespace counter_internal
}  // namespace telemetry

#endif  // COUNTER_INTERNAL_MUTEX_H_
