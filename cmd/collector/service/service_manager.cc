#include "cmd/collector/service/service_manager.h"

#include <sys/socket.h>
#include <sys/time.h>
#include <sys/types.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/string_view.h"
#include "absl/time/time.h"
#include "storage/unique_fd.h"

namespace telemetry::collector {
namespace {

std::string Value(const char* value) { return value == nullptr ? "" : value; }

// Microseconds of the clock that the manager compares the reload with.
int64_t MonotonicMicroseconds() {
  timespec now = {};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return int64_t{now.tv_sec} * 1'000'000 + now.tv_nsec / 1'000;
}

}  // namespace

ServiceManagerVariables ReadServiceManagerVariables(
    absl::FunctionRef<const char*(const char* name)> getenv) {
  return {.notify_socket = Value(getenv("NOTIFY_SOCKET")),
          .watchdog_usec = Value(getenv("WATCHDOG_USEC")),
          .watchdog_pid = Value(getenv("WATCHDOG_PID"))};
}

std::optional<absl::Duration> WatchdogPeriod(const ServiceManagerVariables& variables, pid_t pid) {
  int64_t microseconds = 0;
  if (!absl::SimpleAtoi(variables.watchdog_usec, &microseconds) || microseconds <= 0) {
    return std::nullopt;
  }
  if (!variables.watchdog_pid.empty() && variables.watchdog_pid != absl::StrCat(pid)) {
    return std::nullopt;
  }
  return absl::Microseconds(microseconds);
}

ServiceManager::ServiceManager(ServiceManagerVariables variables)
    : socket_(variables.notify_socket), watchdog_period_(WatchdogPeriod(variables, getpid())) {}

void ServiceManager::Ready(absl::string_view status) const {
  Send(absl::StrCat("READY=1\nSTATUS=", absl::StrReplaceAll(status, {{"\n", " "}})));
}

void ServiceManager::Reloading() const {
  Send(absl::StrCat("RELOADING=1\nMONOTONIC_USEC=", MonotonicMicroseconds()));
}

void ServiceManager::Stopping() const { Send("STOPPING=1"); }

void ServiceManager::IsAlive() const {
  // The next one follows soon.
  if (watchdog_period_.has_value()) Send("WATCHDOG=1", MSG_DONTWAIT);
}

void ServiceManager::Send(absl::string_view message, int flags) const {
  sockaddr_un address = {.sun_family = AF_UNIX, .sun_path = {}};
  if (socket_.empty() || socket_.size() >= sizeof(address.sun_path)) return;
  std::memcpy(address.sun_path, socket_.data(), socket_.size());
  // An abstract name begins with a zero, and has no other end than its length.
  if (socket_[0] == '@') address.sun_path[0] = '\0';
  const UniqueFd fd(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (fd.get() < 0) return;
  // A busy manager's queue may be full.
  const timeval patience = {.tv_sec = 5, .tv_usec = 0};
  setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience));
  const socklen_t length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size());
  (void)sendto(fd.get(), message.data(), message.size(), MSG_NOSIGNAL | flags,
               reinterpret_cast<const sockaddr*>(&address), length);
}

}  // namespace telemetry::collector
