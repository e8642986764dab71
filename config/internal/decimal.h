// Decimal numbers of any length, as parts of versions.

#ifndef CONFIG_INTERNAL_DECIMAL_H_
#define CONFIG_INTERNAL_DECIMAL_H_

#include <optional>

#include "absl/strings/string_view.h"

namespace telemetry::internal {

// Takes the digits at the start of `text` off it. Empty, with `text` as it was, if there are none
// or if they begin with a superfluous zero.
std::optional<absl::string_view> ConsumeDecimal(absl::string_view& text);

// Whether `text` is digits and nothing else; also if it is empty.
bool IsAllDigits(absl::string_view text);

// Negative, 0 or positive as the number `a` is less than, equal to or greater than `b`. Neither has
// superfluous zeros. The empty text is less than every number.
int CompareDecimals(absl::string_view a, absl::string_view b);

}  // namespace telemetry::internal

#endif  // CONFIG_INTERNAL_DECIMAL_H_
