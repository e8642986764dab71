#include "cmd/gotelemetry/web_view/loopback_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "upload/http/listening_socket.h"

namespace telemetry::cmd {
namespace {

bool IsLoopbackV4(const std::string& host) {
  in_addr address;
  return inet_pton(AF_INET, host.c_str(), &address) == 1 && ntohl(address.s_addr) >> 24 == 127;
}

bool IsLoopbackV6(const std::string& host) {
  in6_addr address;
  return inet_pton(AF_INET6, host.c_str(), &address) == 1 && IN6_IS_ADDR_LOOPBACK(&address);
}

}  // namespace

absl::StatusOr<LoopbackAddress> ParseLoopbackAddress(absl::string_view address) {
  const absl::StatusOr<HostPort> parts = ParseHostPort(address);
  if (!parts.ok()) return parts.status();
  if (parts->host == "localhost") return LoopbackAddress{"localhost", "127.0.0.1", parts->port};
  if (IsLoopbackV4(parts->host)) return LoopbackAddress{parts->host, parts->host, parts->port};
  if (IsLoopbackV6(parts->host)) return LoopbackAddress{"[::1]", "[::1]", parts->port};
  return absl::InvalidArgumentError(absl::StrCat(
      address, ": what was counted is shown on this machine only: localhost, 127.0.0.1 or [::1]"));
}

std::vector<std::string> AllowedHosts(const LoopbackAddress& address, int port) {
  std::vector<std::string> hosts;
  for (const std::string& name :
       std::set<std::string>{address.host, address.numeric, "localhost"}) {
    hosts.push_back(absl::StrCat(name, ":", port));
  }
  return hosts;
}

}  // namespace telemetry::cmd
