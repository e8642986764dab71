#ifndef CMD_GOTELEMETRY_WEB_VIEW_OPEN_BROWSER_H_
#define CMD_GOTELEMETRY_WEB_VIEW_OPEN_BROWSER_H_

#include <string>

#include "absl/functional/function_ref.h"

namespace telemetry::cmd {

// Returns the value of an environment variable, or null.
using Getenv = absl::FunctionRef<const char*(const char* name)>;

// Whether there is a display for a browser: $DISPLAY or $WAYLAND_DISPLAY is set. Without one,
// xdg-open would start a text-mode browser in the middle of our output.
bool HasScreen(Getenv getenv);

// Opens `url` in the user's browser by starting xdg-open, without waiting for it. As a side effect,
// the system reaps this process's children by itself from now on. Returns whether xdg-open was
// started.
bool OpenBrowser(const std::string& url);

}  // namespace telemetry::cmd

#endif  // CMD_GOTELEMETRY_WEB_VIEW_OPEN_BROWSER_H_
