// The compiler versions that the field GoVersion holds: Go's own ("go1.22.3", "go1.27rc3") and,
// since this project fills the field with whatever compiled the program, others' ("gcc12.2.0").
//
// All functions are pure.

#ifndef CONFIG_GO_VERSION_H_
#define CONFIG_GO_VERSION_H_

#include <string>

#include "absl/strings/string_view.h"

namespace telemetry {

// Whether Go's go/version package takes it for a version.
bool IsValidGoVersion(absl::string_view version);

// The version without what follows its second number: "go1.22" for go1.22.3, go1.22rc1 and
// go1.22-custom, "gcc12.2" for gcc12.2.0. What does not begin like a version comes back unchanged.
std::string GoMajorVersion(absl::string_view version);

// A total order, negative, 0 or positive as `a` comes before, with or after `b`. Go versions are
// ordered as by Go's go/version.Compare and come after everything else; the others are ordered by
// compiler, then by number. Versions equal in these terms are ordered as text.
int CompareGoVersions(absl::string_view a, absl::string_view b);

}  // namespace telemetry

#endif  // CONFIG_GO_VERSION_H_
