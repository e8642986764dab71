// Runs a function periodically, on its own thread, until it is told to stop.
//
//   std::stop_source shutdown;
//   PublishSchedule schedule(
//       absl::Minutes(10), shutdown.get_token(),
//       [&](std::stop_token stop) { return publisher.Publish(absl::Now(), stop); },
//       [](const PublishOutcome& outcome) { ... });
//   ...
//   shutdown.request_stop();
//
// The first run begins at once; each later run begins `period` after the previous one has ended, or
// when RunSoon() asks for it.
//
// Thread-safe.

#ifndef UPLOAD_SITE_PUBLICATION_PUBLISH_SCHEDULE_H_
#define UPLOAD_SITE_PUBLICATION_PUBLISH_SCHEDULE_H_

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>

#include "absl/status/status.h"
#include "absl/time/time.h"

namespace telemetry {

// The outcome of a run.
struct PublishOutcome {
  absl::Status status;
  absl::Time start;
  absl::Duration duration;
};

class PublishSchedule {
 public:
  // Both functions are called on the schedule's thread; `publish` gets `stop`.
  PublishSchedule(absl::Duration period, std::stop_token stop,
                  std::function<absl::Status(std::stop_token)> publish,
                  std::function<void(const PublishOutcome&)> done);

  // `stop` must have been requested. Waits until the current run, if there is one, has stopped.
  ~PublishSchedule();

  PublishSchedule(const PublishSchedule&) = delete;
  PublishSchedule& operator=(const PublishSchedule&) = delete;

  // Begins a run now, or after the current one.
  void RunSoon();

 private:
  // Until it is time for the next run.
  void Wait(absl::Duration period, const std::stop_token& stop);

  std::mutex mutex_;
  std::condition_variable_any wake_;
  bool run_soon_ = false;  // with mutex_
  std::thread thread_;     // uses the others
};

}  // namespace telemetry

#endif  // UPLOAD_SITE_PUBLICATION_PUBLISH_SCHEDULE_H_
