// The compiler versions in the field GoVersion: Go's own ("go1.22.3", "go1.27rc3") and others'
// ("gcc12.2.0"), since this project records there whichever compiler built the program.
//
// All functions are pure.

#ifndef CONFIG_VERSION_GO_VERSION_H_
#define CONFIG_VERSION_GO_VERSION_H_

#include <string>

#include "absl/strings/string_view.h"

namespace telemetry {

// Whether Go's go/version package accepts it as a version.
bool IsValidGoVersion(absl::string_view version);

// The version up to its second number: "go1.22" for go1.22.3, go1.22rc1 and go1.22-custom,
// "gcc12.2" for gcc12.2.0. Text that does not begin like a version is returned unchanged.
std::string GoMajorVersion(absl::string_view version);

// A total order: negative, 0 or positive if `a` comes before, equals or comes after `b`. Go
// versions are ordered as by Go's go/version.Compare and come after everything else; other versions
// are ordered by compiler, then by number. Ties are broken by comparing the text.
int CompareGoVersions(absl::string_view a, absl::string_view b);

}  // namespace telemetry

#endif  // CONFIG_VERSION_GO_VERSION_H_
