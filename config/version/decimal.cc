#include "config/version/decimal.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"

namespace telemetry::config_internal {

std::optional<absl::string_view> ConsumeDecimal(absl::string_view& text) {
  const auto end =
      std::find_if_not(text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(c); });
  const absl::string_view digits = text.substr(0, end - text.begin());
  if (digits.empty() || (digits.size() > 1 && digits[0] == '0')) return std::nullopt;
  text.remove_prefix(digits.size());
  return digits;
}

bool IsAllDigits(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(c); });
}

int CompareDecimals(absl::string_view a, absl::string_view b) {
  if (a.size() != b.size()) return a.size() < b.size() ? -1 : 1;
  return a.compare(b);
}

}  // namespace telemetry::config_internal
