// What the viewer serves:
//
//   GET /?key=KEY            the page, for a browser that then has the key as a cookie
//   GET /assets/...          its script, style sheet and icon
//   GET /api/state.json      the state of now (local_state_json.h), with an entity tag
//   GET /api/file?path=PATH  a counter file or report in full (telemetry_files.h)
//
// Everything but the assets needs the key (viewer_access.h). Nothing that is served changes
// anything, and no other method is served.

#ifndef CMD_GOTELEMETRY_VIEWER_VIEWER_ROUTER_H_
#define CMD_GOTELEMETRY_VIEWER_VIEWER_ROUTER_H_

#include <functional>
#include <string>

#include "cmd/gotelemetry/viewer/local_state.h"
#include "cmd/gotelemetry/viewer/viewer_access.h"
#include "storage/telemetry_dir.h"
#include "upload/http/http_router.h"

namespace telemetry::cmd {

// `read_state` gives the state of now; it is called for each request for it.
HttpRouter MakeViewerRouter(const TelemetryDir& dir, ViewerAccess access,
                            std::function<LocalState()> read_state);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_VIEWER_VIEWER_ROUTER_H_
