// A lock whose use clang checks: what it protects is ABSL_GUARDED_BY it, and what needs it held is
// ABSL_EXCLUSIVE_LOCKS_REQUIRED.
//
//   struct Names {
//     Mutex mutex;
//     std::vector<std::string> all ABSL_GUARDED_BY(mutex);
//   } names;
//   const MutexLock lock(names.mutex);
//
// Not absl::Mutex: it would make programs that count larger, their sandbox might not allow what it
// does, and the thread sanitizer does not see what it orders, because the system's Abseil is built
// without the sanitizer.

#ifndef STORAGE_MUTEX_H_
#define STORAGE_MUTEX_H_

#include <chrono>
#include <condition_variable>
#include <mutex>

#include "absl/base/thread_annotations.h"

namespace telemetry {

class CondVar;

class ABSL_LOCKABLE Mutex {
 public:
  constexpr Mutex() = default;
  Mutex(const Mutex&) = delete;
  Mutex& operator=(const Mutex&) = delete;

  void Lock() ABSL_EXCLUSIVE_LOCK_FUNCTION() { mutex_.lock(); }
  void Unlock() ABSL_UNLOCK_FUNCTION() { mutex_.unlock(); }

 private:
  friend class CondVar;
  std::mutex mutex_;
};

// Holds the lock until Release(), or the end of its scope.
class ABSL_SCOPED_LOCKABLE MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) ABSL_EXCLUSIVE_LOCK_FUNCTION(mutex) : mutex_(&mutex) {
    mutex.Lock();
  }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;
  ~MutexLock() ABSL_UNLOCK_FUNCTION() {
    if (mutex_ != nullptr) mutex_->Unlock();
  }

  // At most once.
  void Release() ABSL_UNLOCK_FUNCTION() {
    mutex_->Unlock();
    mutex_ = nullptr;
  }

 private:
  Mutex* mutex_;
};

// Lets a thread wait until another one has changed what a mutex protects.
class CondVar {
 public:
  // Releases the mutex, waits for Signal(), and locks it again. Can also return for no reason, so
  // that the condition has to be checked in a loop.
  void Wait(Mutex& mutex) ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    condition_.wait(lock);
    lock.release();  // the caller holds it
  }
  // The same, for at most this long.
  void WaitFor(Mutex& mutex, std::chrono::nanoseconds duration)
      ABSL_EXCLUSIVE_LOCKS_REQUIRED(mutex) {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    condition_.wait_for(lock, duration);
    lock.release();  // the caller holds it
  }
  // Wakes one thread that waits.
  void Signal() { condition_.notify_one(); }

 private:
  std::condition_variable condition_;
};

}  // namespace telemetry

#endif  // STORAGE_MUTEX_H_
