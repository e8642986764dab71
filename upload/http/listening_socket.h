// A TCP socket that listens on HOST:PORT, with errors that say what is wrong with the address.
//
//   absl::StatusOr<ListeningSocket> socket = ListeningSocket::Listen("127.0.0.1:0");
//   if (!socket.ok()) return socket.status();
//   Serve(socket->fd(), socket->port());
//
// Thread-compatible.

#ifndef UPLOAD_HTTP_LISTENING_SOCKET_H_
#define UPLOAD_HTTP_LISTENING_SOCKET_H_

#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "storage/unique_fd.h"

namespace telemetry {

class ListeningSocket {
 public:
  // Listens on the first address that HOST resolves to. An empty HOST means every address of this
  // machine, port 0 a free port. The socket is non-blocking.
  //
  // InvalidArgument: not HOST:PORT, or HOST does not resolve. Unavailable: the port is taken, or
  // the address is not this machine's. PermissionDenied: the port is privileged. The message starts
  // with the address.
  static absl::StatusOr<ListeningSocket> Listen(absl::string_view address);

  int fd() const { return fd_.get(); }
  int port() const { return port_; }

  // Transfers ownership of the socket to the caller, who must close it.
  int Release() { return fd_.release(); }

 private:
  ListeningSocket(UniqueFd fd, int port) : fd_(std::move(fd)), port_(port) {}

  UniqueFd fd_;
  int port_;
};

}  // namespace telemetry

#endif  // UPLOAD_HTTP_LISTENING_SOCKET_H_
