// Checks an upload config as a collector would take it, and says on which line something is wrong.
// Reading a config (config/upload_config/upload_config.h) is lenient, as Go's decoder is: it ignores what it does
// not know, so that a misspelt key quietly approves nothing.
//
//   std::vector<Finding> findings = CheckConfigJson(json, {.day = today});
//
//   name          severity  found if
//   NOT_JSON      error     it is no JSON text, is cut off, or begins with a byte order mark
//   WRONG_VALUE   error     a field has another type or value than it must, or exceeds a limit
//   UNKNOWN_KEY   error     a key means nothing
//   REPEATED_KEY  error     a key stands twice in one object; the last one counts
//   EMPTY_LIST    error     a list is missing or empty, so that nothing is ever taken
//   NO_COUNTERS   warning   a program has neither counters nor stacks
//   DUPLICATE     warning   something is listed twice; an error if the two differ
//   UNUSED_BUILDS warning   a program has builds and no stack whose frames could name them
//   UNREACHABLE   error     no report can have what an entry names
//   REDUNDANT     warning   a version is approved by a MinVersion or a compiler's family anyway
//   EXPIRED       warning   an entry's end has come
//
// Pure and thread-safe.

#ifndef CONFIG_APPROVAL_CONFIG_CHECK_H_
#define CONFIG_APPROVAL_CONFIG_CHECK_H_

#include <optional>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/time/civil_time.h"
#include "config/approval/finding.h"

namespace telemetry {

struct ConfigCheckOptions {
  // The day on which it is checked; empty: nothing has expired.
  std::optional<absl::CivilDay> day = {};
};

// Sorted by line. If a text cannot be understood, only that is found. Linear in the size of the
// text, but for sorting.
std::vector<Finding> CheckConfigJson(absl::string_view json, const ConfigCheckOptions& options);

}  // namespace telemetry

#endif  // CONFIG_APPROVAL_CONFIG_CHECK_H_
