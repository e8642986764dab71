// What the viewer serves:
//
//   GET /                    the page
//   GET /assets/...          its script, style sheet and icon
//   GET /api/state.json      the current state (local_state_json.h), with an entity tag
//   GET /api/file?collector=HOST:PORT&path=PATH
//                            a counter file or report in full (telemetry_files.h); without a
//                            collector, one of Go's directory
//
// What begins with /api/ requires the key (viewer_access.h); the page itself contains nothing that was
// counted. No other method is served, and no request changes anything.

#ifndef CMD_GOTELEMETRY_WEB_VIEW_VIEWER_ROUTER_H_
#define CMD_GOTELEMETRY_WEB_VIEW_VIEWER_ROUTER_H_

#include <functional>
#include <string>

#include "cmd/gotelemetry/web_view/state/local_state.h"
#include "cmd/gotelemetry/web_view/viewer_access.h"
#include "storage/telemetry_root.h"
#include "upload/http/http_router.h"

namespace telemetry::cmd {

// `read_state` returns the current state; it is called for each request for it.
HttpRouter MakeViewerRouter(const TelemetryRoot& root, const ViewerAccess& access,
                            std::function<LocalState()> read_state);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_WEB_VIEW_VIEWER_ROUTER_H_
