// Where the viewer may listen: only where no other machine can reach it.
//
//   absl::StatusOr<LoopbackAddress> address = ParseLoopbackAddress("localhost:4040");
//   Listen(absl::StrCat(address->numeric, ":", address->port));  // "127.0.0.1:4040"
//
// All functions are pure and thread-safe.

#ifndef CMD_GOTELEMETRY_WEB_VIEW_LOOPBACK_ADDRESS_H_
#define CMD_GOTELEMETRY_WEB_VIEW_LOOPBACK_ADDRESS_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace telemetry::cmd {

struct LoopbackAddress {
  // As the user wrote it, for the page's URL: "localhost", "127.0.0.1" or "[::1]".
  std::string host;
  // The numeric address, with brackets if it is IPv6. "localhost" is not resolved, so that nothing
  // else can be listened on.
  std::string numeric;
  int port;  // 0: any
};

// Parses HOST:PORT. InvalidArgument if `address` is malformed, or if HOST is not `localhost`, an
// address in 127.0.0.0/8, or `[::1]`.
absl::StatusOr<LoopbackAddress> ParseLoopbackAddress(absl::string_view address);

// Returns the values of Host that browsers on this machine send to the viewer at `address`, once it
// listens on `port`.
std::vector<std::string> AllowedHosts(const LoopbackAddress& address, int port);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_WEB_VIEW_LOOPBACK_ADDRESS_H_
