// Which user is at the other end of a TCP connection within this machine.
//
//   absl::StatusOr<uid_t> user = PeerUser(socket);
//   if (user.ok() && *user == geteuid()) Serve(socket);
//
// Thread-safe.

#ifndef CMD_GOTELEMETRY_WEB_VIEW_PEER_USER_H_
#define CMD_GOTELEMETRY_WEB_VIEW_PEER_USER_H_

#include <sys/socket.h>
#include <sys/types.h>

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace telemetry::cmd {

// Returns the user who made the peer of `socket`, a connected TCP socket on loopback, as the kernel
// lists it in /proc/net/tcp and tcp6. NotFound if it is not there: the peer has closed its socket,
// or is on another machine. Else the error of the system call. Costs as many microseconds as the
// machine has sockets.
absl::StatusOr<uid_t> PeerUser(int socket);

// An end of a connection as those tables write it, such as "0100007F:1F90": the address in words of
// 32 bits in the machine's byte order. Empty unless it is one of IPv4 or IPv6.
std::string SocketTableName(const sockaddr_storage& address);

// Looks for the socket with these ends in the text of a table, and returns whose it is. Nullopt if
// there is none, or if nobody holds it any more: the kernel then says that it is root's. Pure.
std::optional<uid_t> UserOfSocket(absl::string_view table, absl::string_view local,
                                  absl::string_view remote);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_WEB_VIEW_PEER_USER_H_
