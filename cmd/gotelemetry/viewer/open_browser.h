#ifndef CMD_GOTELEMETRY_VIEWER_OPEN_BROWSER_H_
#define CMD_GOTELEMETRY_VIEWER_OPEN_BROWSER_H_

#include <string>

#include "absl/functional/function_ref.h"

namespace telemetry::cmd {

// Returns the value of an environment variable, or null.
using Getenv = absl::FunctionRef<const char*(const char* name)>;

// Whether there is a screen for a browser: $DISPLAY or $WAYLAND_DISPLAY is set. Without one,
// xdg-open would start a browser for terminals in the middle of our output.
bool HasScreen(Getenv getenv);

// Has the user's browser open `url`, with xdg-open, as a process of its own that nobody waits for:
// from now on the system forgets children of this process as they end. Returns whether it was
// started.
bool OpenBrowser(const std::string& url);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_VIEWER_OPEN_BROWSER_H_
