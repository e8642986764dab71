// Semantic versions with a leading "v", as Go modules use them: v1.2.3, v1.2.3-pre.4, v1.2.3+meta;
// also v1 and v1.2, short for v1.0.0 and v1.2.0. The rules are those of golang.org/x/mod/semver.
//
//   std::sort(versions.begin(), versions.end(),
//             [](const std::string& a, const std::string& b) { return CompareSemver(a, b) < 0; });
//
// Numbers may have any length. All functions are pure and allocate nothing.

#ifndef CONFIG_VERSION_SEMVER_H_
#define CONFIG_VERSION_SEMVER_H_

#include "absl/strings/string_view.h"

namespace telemetry {

bool IsValidSemver(absl::string_view version);

// Negative, 0 or positive if `a` has lower, equal or higher semantic version precedence than `b`.
// Build metadata is ignored. An invalid version is less than every valid one and equal to every
// other invalid one.
int CompareSemver(absl::string_view a, absl::string_view b);

}  // namespace telemetry

#endif  // CONFIG_VERSION_SEMVER_H_
