// The server of `gotelemetry view`.
//
//   absl::StatusOr<RunningViewer> viewer = StartViewer({.dir = dir}, *address, *DrawViewerKeys());
//   out << viewer->url << "\n";
//   viewer->server->Shutdown(absl::Now() + absl::Seconds(1));

#ifndef CMD_GOTELEMETRY_VIEWER_VIEWER_SERVER_H_
#define CMD_GOTELEMETRY_VIEWER_VIEWER_SERVER_H_

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "cmd/gotelemetry/viewer/local_state.h"
#include "cmd/gotelemetry/viewer/loopback_address.h"
#include "cmd/gotelemetry/viewer/viewer_access.h"
#include "upload/http/http_server.h"

namespace telemetry::cmd {

struct RunningViewer {
  std::unique_ptr<HttpServer> server;
  // "http://localhost:4040/?key=...", for whoever may see the counts.
  std::string url;
  // The same with a key that works once, for a browser that is started with it.
  std::string browser_url;
};

// Serves what viewer_router.h lists at `address`, or at a free port of its host if that port is
// taken. A request that calls the server by another name than AllowedHosts(), as one does that a
// page of another site makes, is refused, and so is one that has none of `keys`.
//
// Errors: those of ListeningSocket::Listen().
absl::StatusOr<RunningViewer> StartViewer(const LocalStateOptions& state,
                                          const LoopbackAddress& address, ViewerKeys keys);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_VIEWER_VIEWER_SERVER_H_
