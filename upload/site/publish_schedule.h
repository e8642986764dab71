// Runs a step now and then, on a thread of its own, as long as it lives.
//
//   PublishSchedule schedule(absl::Minutes(10), [&] { return publisher.Publish(absl::Now()); },
//                            [](const PublishOutcome& outcome) { ... });
//
// The first run begins at once; each further one, `period` after the end of the one before it.
//
// Thread-safe.

#ifndef UPLOAD_SITE_PUBLISH_SCHEDULE_H_
#define UPLOAD_SITE_PUBLISH_SCHEDULE_H_

#include <functional>
#include <thread>

#include "absl/status/status.h"
#include "absl/synchronization/notification.h"
#include "absl/time/time.h"

namespace telemetry {

// What became of a run.
struct PublishOutcome {
  absl::Status status;
  absl::Time start;
  absl::Duration duration;
};

class PublishSchedule {
 public:
  // Both functions are called on the schedule's thread.
  PublishSchedule(absl::Duration period, std::function<absl::Status()> publish,
                  std::function<void(const PublishOutcome&)> done);

  // Waits for the run that is under way, if there is one.
  ~PublishSchedule();

  PublishSchedule(const PublishSchedule&) = delete;
  PublishSchedule& operator=(const PublishSchedule&) = delete;

 private:
  absl::Notification stopping_;
  std::thread thread_;
};

}  // namespace telemetry

#endif  // UPLOAD_SITE_PUBLISH_SCHEDULE_H_
