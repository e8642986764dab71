// Tests a server through its own port, as a client would, for as long as it runs.
//
//   SelfProbe probe([address] { return ProbeGrpc(address, /*tls=*/true, absl::Seconds(10)); }, {},
//                   {.log = log, .health = [&](bool healthy) { fails = !healthy; }, .dead = End});
//
// Thread-safe.

#ifndef UPLOAD_COLLECTOR_CONNECTIONS_SELF_PROBE_H_
#define UPLOAD_COLLECTOR_CONNECTIONS_SELF_PROBE_H_

#include <functional>
#include <string>
#include <thread>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "storage/mutex.h"

namespace telemetry::upload_internal {

// Connects to HOST:PORT anew and calls gRPC's health service. OK if it says that it serves. With
// `tls`, any certificate will do: the question is whether the port answers.
absl::Status ProbeGrpc(const std::string& address, bool tls, absl::Duration timeout);

class SelfProbe {
 public:
  struct Options {
    absl::Duration period = absl::Seconds(30);
    // After so many failures in a row it is not healthy, and after so many it is given up.
    int failures_until_unhealthy = 2;
    int failures_until_dead = 4;
  };

  // All are called on the probe's own thread.
  struct Events {
    // Receives a line when the server is no longer healthy, when it is again, and when it is given
    // up.
    std::function<void(absl::string_view line)> log;
    // Whether it is healthy now, whenever that has changed.
    std::function<void(bool is_healthy)> health;
    // It is given up. Called once, and nothing after it.
    std::function<void()> dead;
  };

  // Calls `probe` every `period` on a thread of its own.
  SelfProbe(std::function<absl::Status()> probe, const Options& options, Events events);
  // Waits for a call of `probe` to return.
  ~SelfProbe();

  SelfProbe(const SelfProbe&) = delete;
  SelfProbe& operator=(const SelfProbe&) = delete;

 private:
  void Run();
  // Whether to go on, after a period.
  bool Wait();

  const std::function<absl::Status()> probe_;
  const Options options_;
  const Events events_;
  Mutex mutex_;
  CondVar stop_;
  bool stopping_ ABSL_GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace telemetry::upload_internal

#endif  // UPLOAD_COLLECTOR_CONNECTIONS_SELF_PROBE_H_
