// A port on loopback that belongs to nobody else, whatever its address is called.
//
//   absl::StatusOr<LoopbackPort> port = LoopbackPort::Listen(*address);
//   Serve(port->TakeSocket());
//
// "localhost" is 127.0.0.1 and [::1]. Who listens on one of them does not own the other: another
// user could, under the same number, and would be shown what a browser means for us.
//
// Thread-compatible.

#ifndef CMD_GOTELEMETRY_WEB_VIEW_LOOPBACK_PORT_H_
#define CMD_GOTELEMETRY_WEB_VIEW_LOOPBACK_PORT_H_

#include <utility>

#include "absl/status/statusor.h"
#include "cmd/gotelemetry/web_view/loopback_address.h"
#include "storage/unique_fd.h"
#include "upload/http/listening_socket.h"

namespace telemetry::cmd {

class LoopbackPort {
 public:
  // Listens at `address`, and keeps others from its port on the other one. If somebody has the port
  // on either, takes a free one. Errors: those of ListeningSocket::Listen().
  static absl::StatusOr<LoopbackPort> Listen(const LoopbackAddress& address);

  int port() const { return port_; }

  // The listening socket; once. This object still keeps the other address.
  ListeningSocket TakeSocket() { return std::move(socket_); }

 private:
  LoopbackPort(ListeningSocket socket, UniqueFd other)
      : port_(socket.port()), socket_(std::move(socket)), other_(std::move(other)) {}

  int port_;
  ListeningSocket socket_;
  // Bound, but nobody listens: who connects is refused and tries the first. None on a machine that
  // lacks the other family.
  UniqueFd other_;
};

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_WEB_VIEW_LOOPBACK_PORT_H_
