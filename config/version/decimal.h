// Decimal numbers of any length, as they occur in versions.

#ifndef CONFIG_VERSION_DECIMAL_H_
#define CONFIG_VERSION_DECIMAL_H_

#include <optional>

#include "absl/strings/string_view.h"

namespace telemetry::config_internal {

// Removes the digits at the start of `text` and returns them. If there are none, or if they begin
// with a superfluous zero, returns nullopt and leaves `text` unchanged.
std::optional<absl::string_view> ConsumeDecimal(absl::string_view& text);

// Whether `text` consists only of digits; true if it is empty.
bool IsAllDigits(absl::string_view text);

// Negative, 0 or positive if `a` is less than, equal to or greater than `b` as a number. Neither
// may have superfluous zeros. The empty text is less than every number.
int CompareDecimals(absl::string_view a, absl::string_view b);

}  // namespace telemetry::config_internal

#endif  // CONFIG_VERSION_DECIMAL_H_
