// Text that was escaped for a URL, as it was before (RFC 3986, 2.1).
//
//   const std::optional<std::string> path = PercentDecoded("mytool%2Fruns");

#ifndef STORAGE_PERCENT_DECODED_H_
#define STORAGE_PERCENT_DECODED_H_

#include <optional>
#include <string>

#include "absl/strings/string_view.h"

namespace telemetry {

// `text` with the byte 0xXX in the place of each `%XX`; nothing if a `%` is not followed by two hexadecimal digits. A
// `+` stays what it is.
std::optional<std::string> PercentDecoded(absl::string_view text);

}  // namespace telemetry

#endif  // STORAGE_PERCENT_DECODED_H_
