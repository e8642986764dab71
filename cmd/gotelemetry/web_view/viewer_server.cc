#include "cmd/gotelemetry/web_view/viewer_server.h"

#include <memory>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "cmd/gotelemetry/web_view/loopback_address.h"
#include "cmd/gotelemetry/web_view/state/local_state.h"
#include "cmd/gotelemetry/web_view/viewer_access.h"
#include "cmd/gotelemetry/web_view/viewer_router.h"
#include "upload/http/http_server.h"
#include "upload/http/http_server_options.h"
#include "upload/http/listening_socket.h"

namespace telemetry::cmd {
namespace {

absl::StatusOr<ListeningSocket> ListenThereOrNearby(const LoopbackAddress& address) {
  absl::StatusOr<ListeningSocket> socket =
      ListeningSocket::Listen(absl::StrCat(address.numeric, ":", address.port));
  if (!absl::IsUnavailable(socket.status()) || address.port == 0) return socket;
  return ListeningSocket::Listen(absl::StrCat(address.numeric, ":0"));
}

}  // namespace

absl::StatusOr<RunningViewer> StartViewer(const LocalStateOptions& state,
                                          const LoopbackAddress& address, ViewerKeys keys) {
  absl::StatusOr<ListeningSocket> socket = ListenThereOrNearby(address);
  if (!socket.ok()) return socket.status();
  HttpServerOptions options;
  const int port = socket->port();
  options.allowed_hosts = AllowedHosts(address, port);
  absl::StatusOr<std::unique_ptr<HttpServer>> server =
      HttpServer::Start(*std::move(socket), std::move(options),
                        MakeViewerRouter(state.root, ViewerAccess(keys, port),
                                         [state] { return ReadLocalState(state, absl::Now()); }));
  if (!server.ok()) return server.status();
  const std::string page = absl::StrCat("http://", address.host, ":", port, "/?key=");
  return RunningViewer{.server = *std::move(server),
                       .url = absl::StrCat(page, keys.link),
                       .browser_url = absl::StrCat(page, keys.once)};
}

}  // namespace telemetry::cmd
