// Ends connections whose peer takes too long to send a request.
//
// An idle time-out alone does not: a peer that sends a byte now and then would hold its connection,
// and one of a limited number, for days.
//
//   ConnectionDeadlines deadlines;
//   deadlines.Set(fd, now + absl::Seconds(60));  // a connection, or the wait for its next request
//   deadlines.Clear(fd);                         // the request has arrived
//   deadlines.ShutDownExpired(now);              // now and then, on any thread
//
// Thread-safe.

#ifndef UPLOAD_INTERNAL_CONNECTION_DEADLINES_H_
#define UPLOAD_INTERNAL_CONNECTION_DEADLINES_H_

#include "absl/base/thread_annotations.h"
#include "absl/container/flat_hash_map.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"

namespace telemetry::internal {

class ConnectionDeadlines {
 public:
  // From `deadline` on, ShutDownExpired() shuts the connection down, unless Clear() comes first.
  void Set(int fd, absl::Time deadline);

  // Takes the deadline away. Must be called before `fd` is closed, because its number may then be
  // another connection's.
  void Clear(int fd);

  // Shuts down, in both directions, the connections whose deadline is not after `now`. Whoever
  // reads from them finds them at their end.
  void ShutDownExpired(absl::Time now);

 private:
  absl::Mutex mutex_;
  absl::flat_hash_map<int, absl::Time> deadlines_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace telemetry::internal

#endif  // UPLOAD_INTERNAL_CONNECTION_DEADLINES_H_
