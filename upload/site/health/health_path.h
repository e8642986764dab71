// Where the health of a program's releases is: under which path, and in which file.
//
//   HealthPath("example.com/tool")              "/health/example.com/tool"
//   HealthFile("/health/example.com/tool")      "health/0123456789abcdef.html"
//   HealthFile("/health/example.com/tool.json") "health/0123456789abcdef.json"
//
// A program's name is anyone's text, so a file is named by its hash. Pure; thread-safe.

#ifndef UPLOAD_SITE_HEALTH_HEALTH_PATH_H_
#define UPLOAD_SITE_HEALTH_HEALTH_PATH_H_

#include <string>

#include "absl/strings/string_view.h"

namespace telemetry {

// Everything but letters, digits and `/`, `.`, `-`, `_`, `~` is escaped.
std::string HealthPath(absl::string_view program);

// The file that is served at a path that begins with "/health/", of a program's HealthPath(), with or without
// ".json". Of any other path a file that there is not.
std::string HealthFile(absl::string_view path);

}  // namespace telemetry

#endif  // UPLOAD_SITE_HEALTH_HEALTH_PATH_H_
