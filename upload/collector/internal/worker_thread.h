// One thread that does what it is given, in order, for callers that must not wait for it.
//
//   WorkerThread worker;
//   worker.Run([report = std::move(report)] { Store(Parse(report)); });
//
// Thread-safe.

#ifndef UPLOAD_COLLECTOR_INTERNAL_WORKER_THREAD_H_
#define UPLOAD_COLLECTOR_INTERNAL_WORKER_THREAD_H_

#include <deque>
#include <functional>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "storage/mutex.h"

namespace telemetry::upload_internal {

class WorkerThread {
 public:
  WorkerThread();
  // Does what is left. Run() must not be called any more.
  ~WorkerThread();

  WorkerThread(const WorkerThread&) = delete;
  WorkerThread& operator=(const WorkerThread&) = delete;

  // Has `work` done after all that was given before. There is no limit: who calls has one.
  void Run(std::function<void()> work);

 private:
  void DoUntilStopped();

  Mutex mutex_;
  CondVar given_;
  std::deque<std::function<void()>> work_ ABSL_GUARDED_BY(mutex_);
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_COLLECTOR_INTERNAL_WORKER_THREAD_H_
