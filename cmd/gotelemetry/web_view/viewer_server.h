// The server of `gotelemetry view`.
//
//   absl::StatusOr<RunningViewer> viewer = StartViewer({.root = root}, *address, *DrawViewerKey());
//   out << viewer->url << "\n";
//   viewer->server->Shutdown(absl::Now() + absl::Seconds(1));

#ifndef CMD_GOTELEMETRY_WEB_VIEW_VIEWER_SERVER_H_
#define CMD_GOTELEMETRY_WEB_VIEW_VIEWER_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "cmd/gotelemetry/web_view/loopback_address.h"
#include "cmd/gotelemetry/web_view/loopback_port.h"
#include "cmd/gotelemetry/web_view/state/local_state.h"
#include "upload/http/http_server.h"

namespace telemetry::cmd {

struct RunningViewer {
  // Kept from others for as long as the server runs.
  LoopbackPort port;
  std::unique_ptr<HttpServer> server;
  // "http://127.0.0.1:4040/#key=...", for anyone who may see the counts. Its host is a number: a name
  // would be resolved by the browser.
  std::string url;
};

// Serves what viewer_router.h lists at `address`, or at a free port of the same host if its port is
// taken. Refuses connections of other users (viewer_access.h), requests for counts without `key`, and
// those whose Host is not in AllowedHosts(), such as those made by pages of other sites.
//
// Errors: those of LoopbackPort::Listen().
absl::StatusOr<RunningViewer> StartViewer(const LocalStateOptions& state,
                                          const LoopbackAddress& address, const std::string& key);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_WEB_VIEW_VIEWER_SERVER_H_
