#include "upload/http/listening_socket.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "storage/host_port.h"

namespace telemetry {
namespace {

struct FreeAddresses {
  void operator()(addrinfo* addresses) const { freeaddrinfo(addresses); }
};

absl::Status ErrnoError(absl::string_view address, int error) {
  const std::string message = absl::StrCat(address, ": ", strerror(error));
  if (error == EACCES || error == EPERM) return absl::PermissionDeniedError(message);
  return absl::UnavailableError(message);
}

int BoundPort(int fd) {
  sockaddr_storage name = {};
  socklen_t size = sizeof name;
  if (getsockname(fd, reinterpret_cast<sockaddr*>(&name), &size) != 0) return 0;
  if (name.ss_family == AF_INET6) {
    return ntohs(reinterpret_cast<const sockaddr_in6*>(&name)->sin6_port);
  }
  return ntohs(reinterpret_cast<const sockaddr_in*>(&name)->sin_port);
}

}  // namespace

absl::StatusOr<ListeningSocket> ListeningSocket::Listen(absl::string_view address) {
  const std::optional<HostPort> parsed = ParseListenAddress(address);
  if (!parsed.has_value()) {
    return absl::InvalidArgumentError(
        absl::StrCat(address, ": an address is HOST:PORT, the port at most 65535"));
  }
  addrinfo hints = {};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const int result = getaddrinfo(parsed->host().empty() ? nullptr : parsed->host().c_str(),
                                 absl::StrCat(parsed->port()).c_str(), &hints, &found);
  if (result != 0) {
    return absl::InvalidArgumentError(absl::StrCat(address, ": ", gai_strerror(result)));
  }
  const std::unique_ptr<addrinfo, FreeAddresses> addresses(found);

  UniqueFd fd(socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd.valid()) return ErrnoError(address, errno);
  // Lets a restarted collector bind while its predecessor's connections are in TIME_WAIT.
  const int on = 1;
  setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind(fd.get(), found->ai_addr, found->ai_addrlen) != 0 || listen(fd.get(), SOMAXCONN) != 0) {
    return ErrnoError(address, errno);
  }
  const int port = BoundPort(fd.get());
  return ListeningSocket(std::move(fd), port);
}

}  // namespace telemetry
