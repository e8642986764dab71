#include "cmd/gotelemetry/web_view/loopback_port.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdint>
#include <optional>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"

namespace telemetry::cmd {
namespace {

// How often to try for a port that is free on both addresses.
constexpr int kAttempts = 20;

// Binds the port on loopback of a family. Nullopt if somebody has it.
std::optional<UniqueFd> Keep(int family, int port) {
  sockaddr_storage address = {};
  if (family == AF_INET6) {
    auto& in6 = reinterpret_cast<sockaddr_in6&>(address);
    in6.sin6_addr = in6addr_loopback;
    in6.sin6_port = htons(static_cast<uint16_t>(port));
  } else {
    auto& in = reinterpret_cast<sockaddr_in&>(address);
    in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    in.sin_port = htons(static_cast<uint16_t>(port));
  }
  address.ss_family = static_cast<sa_family_t>(family);
  // Without SO_REUSEADDR, with which another socket could have it too.
  UniqueFd fd(socket(family, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd.valid()) return UniqueFd();
  if (bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return fd;
  if (errno == EADDRINUSE || errno == EACCES) return std::nullopt;
  return UniqueFd();
}

}  // namespace

absl::StatusOr<LoopbackPort> LoopbackPort::Listen(const LoopbackAddress& address) {
  const int other_family = absl::StartsWith(address.numeric, "[") ? AF_INET : AF_INET6;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    const int wanted = attempt == 0 ? address.port : 0;
    absl::StatusOr<ListeningSocket> socket =
        ListeningSocket::Listen(absl::StrCat(address.numeric, ":", wanted));
    if (absl::IsUnavailable(socket.status()) && wanted != 0) continue;
    if (!socket.ok()) return socket.status();
    std::optional<UniqueFd> other = Keep(other_family, socket->port());
    if (other.has_value()) return LoopbackPort(*std::move(socket), *std::move(other));
  }
  return absl::UnavailableError(absl::StrCat(address.host, ":", address.port,
                                             ": no port is free on both loopback addresses"));
}

}  // namespace telemetry::cmd
