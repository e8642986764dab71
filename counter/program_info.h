// What identifies a program in a counter file besides its name and version.
//
// Pure and allocation-free. Spelled as Go spells them, so that one dataset serves programs in both
// languages.

#ifndef COUNTER_PROGRAM_INFO_H_
#define COUNTER_PROGRAM_INFO_H_

#include "absl/strings/string_view.h"

namespace telemetry {

// The compiler that built this library, in place of Go's version: "gcc12.2.0", "clang14.0.6".
absl::string_view CompilerVersion() noexcept;

// The operating system that it was built for: "linux".
absl::string_view Goos() noexcept;

// The architecture that it was built for: "amd64", "arm64", ... "unknown" if Go has no name for it.
absl::string_view Goarch() noexcept;

}  // namespace telemetry

#endif  // COUNTER_PROGRAM_INFO_H_
