#include "cmd/gotelemetry/web_view/loopback_address.h"

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "storage/host_port.h"

namespace telemetry::cmd {
absl::StatusOr<LoopbackAddress> ParseLoopbackAddress(absl::string_view address) {
  const std::optional<HostPort> parsed = ParseListenAddress(address);
  if (!parsed.has_value()) {
    return absl::InvalidArgumentError(
        absl::StrCat(address, ": an address is HOST:PORT, the port at most 65535"));
  }
  if (!parsed->IsLoopback()) {
    return absl::InvalidArgumentError(absl::StrCat(
        address,
        ": what was counted is shown on this machine only: localhost, 127.0.0.1 or [::1]"));
  }
  const int port = parsed->port();
  if (parsed->host() == "localhost") return LoopbackAddress{"localhost", "127.0.0.1", port};
  if (parsed->host() == "::1") return LoopbackAddress{"[::1]", "[::1]", port};
  return LoopbackAddress{parsed->host(), parsed->host(), port};
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
