#include "upload/collector/internal/worker_thread.h"

#include <utility>

namespace telemetry::upload_internal {

WorkerThread::WorkerThread() : thread_([this] { DoUntilStopped(); }) {}

WorkerThread::~WorkerThread() {
  {
    const MutexLock lock(mutex_);
    stopping_ = true;
  }
  given_.Signal();
  thread_.join();
}

void WorkerThread::Run(std::function<void()> work) {
  {
    const MutexLock lock(mutex_);
    work_.push_back(std::move(work));
  }
  given_.Signal();
}

void WorkerThread::DoUntilStopped() {
  for (;;) {
    std::function<void()> work;
    {
      const MutexLock lock(mutex_);
      while (work_.empty() && !stopping_) given_.Wait(mutex_);
      if (work_.empty()) return;
      work = std::move(work_.front());
      work_.pop_front();
    }
    work();
  }
}

}  // namespace telemetry::upload_internal
