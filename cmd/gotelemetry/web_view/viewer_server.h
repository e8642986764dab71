// The server of `gotelemetry view`.
//
//   absl::StatusOr<RunningViewer> viewer = StartViewer({.root = root}, *address, *DrawViewerKeys());
//   out << viewer->url << "\n";
//   viewer->server->Shutdown(absl::Now() + absl::Seconds(1));

#ifndef CMD_GOTELEMETRY_WEB_VIEW_VIEWER_SERVER_H_
#define CMD_GOTELEMETRY_WEB_VIEW_VIEWER_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "cmd/gotelemetry/web_view/loopback_address.h"
#include "cmd/gotelemetry/web_view/state/local_state.h"
#include "cmd/gotelemetry/web_view/viewer_access.h"
#include "upload/http/http_server.h"

namespace telemetry::cmd {

struct RunningViewer {
  std::unique_ptr<HttpServer> server;
  // "http://localhost:4040/?key=...", for anyone who may see the counts.
  std::string url;
  // The same with a one-time key, for starting a browser.
  std::string browser_url;
};

// Serves what viewer_router.h lists at `address`, or at a free port of the same host if its port is
// taken. Refuses requests with none of `keys`, and those whose Host is not in AllowedHosts(), such
// as those made by pages of other sites.
//
// Errors: those of ListeningSocket::Listen().
absl::StatusOr<RunningViewer> StartViewer(const LocalStateOptions& state,
                                          const LoopbackAddress& address, ViewerKeys keys);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_WEB_VIEW_VIEWER_SERVER_H_
