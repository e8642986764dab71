#ifndef CMD_GOTELEMETRY_WEB_VIEW_STATE_LOCAL_STATE_JSON_H_
#define CMD_GOTELEMETRY_WEB_VIEW_STATE_LOCAL_STATE_JSON_H_

#include <string>

#include "cmd/gotelemetry/web_view/state/local_state.h"

namespace telemetry::cmd {

// Returns the state as the viewer's page reads it, on one line (page/state.ts has the same as
// types):
//
//   {"directories": [DIRECTORY...], "foreign": []}
//
// with a DIRECTORY for each collector and, last, one for Go:
//
//   {"collector": HOST:PORT, or "" for Go's,
//    "environment": {"mode", "rule", "detail", "consentDay", "lastSent", "dir", "putAside": []},
//    "approved": {"version", "unknown": why it is not known, "config": its file, indented,
//                 "shown": whether the user was shown what was approved when consenting,
//                 "changes": [a line for each change since then]},
//    "weeks": [{"week", "reported", "programs": [{"program", "version", "goVersion", "goos",
//               "goarch", "counters": {}, "stacks": {}}]}],
//    "charts": [{"program", "chart", "ordered": whether the buckets are amounts, "buckets": []}],
//    "leftOut": [{"program", "version", "goVersion", "kind", "name", "reason"}],
//    "previews": [{"week", "whyNoUpload", "report": its file, indented,
//                  "purposes": [{"program", "kind", "name", "title", "issues": [], "owners": [],
//                                "expires"}],
//                  "leftOut": [{"program", "kind", "name", "reason"}]}],
//    "files": [{"kind", "path", "week", "bytes", "modified": RFC 3339}],
//    "warnings": []}
//
// Pure. Equal states give equal text.
std::string LocalStateToJson(const LocalState& state);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_WEB_VIEW_STATE_LOCAL_STATE_JSON_H_
