// Which versions a config approves without listing each: those of a program from its MinVersion on,
// and those of a compiler whose family it names.
//
//   IsFromMinVersion("v1.4.0", "v1.2.0")          // true: a later release
//   IsFromMinVersion("v1.4.0-rc.1", "v1.2.0")     // true: a pre-release with a common name
//   IsFromMinVersion("v1.4.0+alice", "v1.2.0")    // false: somebody's own build
//   CompilerFamily("gcc12.2.0")                   // "gcc"
//
// A version is text that goes into reports, so what nobody listed must be a plain number: a name
// that somebody gave to a build of their own stays on their machine.
//
// All functions are pure.

#ifndef CONFIG_VERSION_VERSION_RULE_H_
#define CONFIG_VERSION_VERSION_RULE_H_

#include <string>

#include "absl/strings/string_view.h"

namespace telemetry::config_internal {

// Whether it is a plain release, vX.Y.Z, or a pre-release of one: `-`, then alpha, beta, pre or rc,
// then a number with or without a dot before it (v1.2.3-rc.1, v1.2.3-rc1). Numbers have no
// superfluous zeros and at most 8 digits: enough for a date, not for a time. Build metadata and
// pseudo-versions are not ordinary.
bool IsOrdinaryVersion(absl::string_view version);

// Whether a program's MinVersion approves `version`: it is ordinary, and not before `min_version`.
// False if `min_version` is not ordinary itself.
bool IsFromMinVersion(absl::string_view version, absl::string_view min_version);

// The least ordinary version above `version`, which must be ordinary; empty above the greatest. So
// two MinVersions can be told from each other, or from a list, without trying all versions.
std::string NextOrdinaryVersion(absl::string_view version);

// Whether an entry of GoVersion names a family: only lower-case letters, as in `gcc`.
bool IsCompilerFamily(absl::string_view entry);

// The family whose plain numbered release `go_version` is: letters, then one to three numbers of at
// most 4 digits, with dots between them. Empty if it is anything else.
absl::string_view CompilerFamily(absl::string_view go_version);

}  // namespace telemetry::config_internal

#endif  // CONFIG_VERSION_VERSION_RULE_H_
