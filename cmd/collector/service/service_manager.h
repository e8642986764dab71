// Talks to the service manager that started this process (sd_notify(3)), without its library: a
// datagram to the socket that $NOTIFY_SOCKET names.
//
//   const ServiceManager manager(ReadServiceManagerVariables(getenv));
//   manager.Ready("serving gRPC on 127.0.0.1:8443");
//   manager.IsAlive();   // at least twice in watchdog_period()

#ifndef CMD_COLLECTOR_SERVICE_SERVICE_MANAGER_H_
#define CMD_COLLECTOR_SERVICE_SERVICE_MANAGER_H_

#include <sys/types.h>

#include <optional>
#include <string>

#include "absl/functional/function_ref.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"

namespace telemetry::collector {

// What the service manager put into the environment.
struct ServiceManagerVariables {
  std::string notify_socket;  // a path, or an abstract name that begins with "@"; "" without one
  std::string watchdog_usec;
  std::string watchdog_pid;
};

ServiceManagerVariables ReadServiceManagerVariables(
    absl::FunctionRef<const char*(const char* name)> getenv);

// Without a service manager all of it does nothing. What cannot be sent within five seconds is lost,
// as the service manager may be anything. Thread-safe.
class ServiceManager {
 public:
  explicit ServiceManager(ServiceManagerVariables variables);

  // Within which time the manager wants to hear that the process is alive; nullopt if it does not.
  std::optional<absl::Duration> watchdog_period() const { return watchdog_period_; }

  // The process does its work; `status` is a line for people.
  void Ready(absl::string_view status) const;
  // It reads its configuration again; Ready() ends that.
  void Reloading() const;
  // It will end.
  void Stopping() const;
  void IsAlive() const;

 private:
  // `flags` are those of sendto().
  void Send(absl::string_view message, int flags = 0) const;

  const std::string socket_;
  const std::optional<absl::Duration> watchdog_period_;
};

// The period that the variables demand of the process `pid`. Pure.
std::optional<absl::Duration> WatchdogPeriod(const ServiceManagerVariables& variables, pid_t pid);

}  // namespace telemetry::collector

#endif  // CMD_COLLECTOR_SERVICE_SERVICE_MANAGER_H_
