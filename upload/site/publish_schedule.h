// Runs a function periodically, on its own thread, for as long as the schedule lives.
//
//   PublishSchedule schedule(
//       absl::Minutes(10),
//       [&](std::stop_token stop) { return publisher.Publish(absl::Now(), stop); },
//       [](const PublishOutcome& outcome) { ... });
//
// The first run begins at once; each later run begins `period` after the previous one has ended.
//
// Thread-safe.

#ifndef UPLOAD_SITE_PUBLISH_SCHEDULE_H_
#define UPLOAD_SITE_PUBLISH_SCHEDULE_H_

#include <functional>
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
  // Both functions are called on the schedule's thread.
  PublishSchedule(absl::Duration period, std::function<absl::Status(std::stop_token)> publish,
                  std::function<void(const PublishOutcome&)> done);

  // Asks the current run, if there is one, to stop, and waits until it has.
  ~PublishSchedule() = default;

  PublishSchedule(const PublishSchedule&) = delete;
  PublishSchedule& operator=(const PublishSchedule&) = delete;

 private:
  std::jthread thread_;
};

}  // namespace telemetry

#endif  // UPLOAD_SITE_PUBLISH_SCHEDULE_H_
