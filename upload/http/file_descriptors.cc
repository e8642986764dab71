#include "upload/http/file_descriptors.h"

#include <sys/resource.h>

#include <algorithm>

namespace telemetry {
namespace {

// For the store, the publisher, a monitor's connections and the libraries.
constexpr size_t kReserved = 160;
// An HTTP connection has its socket and perhaps a file that is sent, a gRPC connection its socket
// twice (upload/collector/connections/grpc_listener.h).
constexpr size_t kOfAConnection = 2;
constexpr size_t kMaxConnections = 4096;

}  // namespace

size_t RaiseFileDescriptorLimit() {
  rlimit limit = {};
  getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
  return FileDescriptorLimit();
}

size_t FileDescriptorLimit() {
  rlimit limit = {};
  getrlimit(RLIMIT_NOFILE, &limit);
  return limit.rlim_cur;
}

ConnectionLimits ConnectionsFor(size_t descriptors) {
  // However few there are, one connection of each kind is worth trying.
  const size_t free = descriptors > kReserved ? descriptors - kReserved : 0;
  const size_t each = std::clamp<size_t>(free / 2 / kOfAConnection, 1, kMaxConnections);
  return {.http = each, .grpc = each};
}

}  // namespace telemetry
