#include "cmd/gotelemetry/web_view/viewer_server.h"

#include <unistd.h>

#include <memory>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cmd/gotelemetry/web_view/loopback_address.h"
#include "cmd/gotelemetry/web_view/loopback_port.h"
#include "cmd/gotelemetry/web_view/peer_user.h"
#include "cmd/gotelemetry/web_view/state/local_state.h"
#include "cmd/gotelemetry/web_view/viewer_access.h"
#include "cmd/gotelemetry/web_view/viewer_router.h"
#include "upload/http/http_server.h"
#include "upload/http/http_server_options.h"

namespace telemetry::cmd {

absl::StatusOr<RunningViewer> StartViewer(const LocalStateOptions& state,
                                          const LoopbackAddress& address, const std::string& key) {
  absl::StatusOr<LoopbackPort> port = LoopbackPort::Listen(address);
  if (!port.ok()) return port.status();
  HttpServerOptions options;
  options.allowed_hosts = AllowedHosts(address, port->port());
  options.refuse_peer = [owner = geteuid()](int socket) {
    return WhyNotFor(PeerUser(socket), owner);
  };
  absl::StatusOr<std::unique_ptr<HttpServer>> server =
      HttpServer::Start(port->TakeSocket(), std::move(options),
                        MakeViewerRouter(state.root, ViewerAccess(key),
                                         [state] { return ReadLocalState(state, absl::Now()); }));
  if (!server.ok()) return server.status();
  const std::string url = LinkWithKey(absl::StrCat(address.numeric, ":", port->port()), key);
  return RunningViewer{.port = *std::move(port), .server = *std::move(server), .url = url};
}

}  // namespace telemetry::cmd
