#include "config/version/semver.h"

#include <algorithm>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "config/version/decimal.h"

namespace telemetry {
namespace {

using ::telemetry::config_internal::CompareDecimals;
using ::telemetry::config_internal::ConsumeDecimal;
using ::telemetry::config_internal::IsAllDigits;

struct Semver {
  absl::string_view major;
  absl::string_view minor = "0";
  absl::string_view patch = "0";
  absl::string_view prerelease;  // without its "-"; empty for a release
};

bool IsIdentifierChar(char c) { return absl::ascii_isalnum(c) || c == '-'; }

// Removes the first of the dot-separated identifiers from `list` and returns it.
absl::string_view ConsumeIdentifier(absl::string_view& list) {
  const size_t dot = std::min(list.find('.'), list.size());
  const absl::string_view identifier = list.substr(0, dot);
  list.remove_prefix(std::min(dot + 1, list.size()));
  return identifier;
}

// Whether `list` is identifiers separated by dots. In a prerelease, where numeric identifiers are
// compared as numbers, they must not have leading zeros.
bool IsIdentifierList(absl::string_view list, bool is_prerelease) {
  if (list.empty() || list.back() == '.') return false;
  while (!list.empty()) {
    const absl::string_view identifier = ConsumeIdentifier(list);
    if (identifier.empty()) return false;
    if (!std::all_of(identifier.begin(), identifier.end(), IsIdentifierChar)) return false;
    if (is_prerelease && identifier.size() > 1 && identifier[0] == '0' && IsAllDigits(identifier)) {
      return false;
    }
  }
  return true;
}

// `text` is what follows the three numbers.
std::optional<absl::string_view> ParsePrerelease(absl::string_view text) {
  const size_t plus = text.find('+');
  if (plus != absl::string_view::npos) {
    if (!IsIdentifierList(text.substr(plus + 1), /*is_prerelease=*/false)) return std::nullopt;
    text = text.substr(0, plus);
  }
  if (text.empty()) return text;
  if (!absl::ConsumePrefix(&text, "-")) return std::nullopt;
  if (!IsIdentifierList(text, /*is_prerelease=*/true)) return std::nullopt;
  return text;
}

std::optional<Semver> ParseSemver(absl::string_view text) {
  if (!absl::ConsumePrefix(&text, "v")) return std::nullopt;
  Semver version;
  for (absl::string_view* const number : {&version.major, &version.minor, &version.patch}) {
    if (number != &version.major) {
      if (text.empty()) return version;  // short for what ends in zeros
      if (!absl::ConsumePrefix(&text, ".")) return std::nullopt;
    }
    const std::optional<absl::string_view> digits = ConsumeDecimal(text);
    if (!digits.has_value()) return std::nullopt;
    *number = *digits;
  }
  const std::optional<absl::string_view> prerelease = ParsePrerelease(text);
  if (!prerelease.has_value()) return std::nullopt;
  version.prerelease = *prerelease;
  return version;
}

int CompareIdentifiers(absl::string_view a, absl::string_view b) {
  const bool a_is_number = IsAllDigits(a);
  const bool b_is_number = IsAllDigits(b);
  if (a_is_number != b_is_number) return a_is_number ? -1 : 1;
  return a_is_number ? CompareDecimals(a, b) : a.compare(b);
}

int ComparePrereleases(absl::string_view a, absl::string_view b) {
  // A release comes after its prereleases.
  if (a.empty() || b.empty()) return static_cast<int>(a.empty()) - static_cast<int>(b.empty());
  while (!a.empty() && !b.empty()) {
    const int order = CompareIdentifiers(ConsumeIdentifier(a), ConsumeIdentifier(b));
    if (order != 0) return order;
  }
  return static_cast<int>(!a.empty()) - static_cast<int>(!b.empty());
}

}  // namespace

bool IsValidSemver(absl::string_view version) { return ParseSemver(version).has_value(); }

int CompareSemver(absl::string_view a, absl::string_view b) {
  const std::optional<Semver> va = ParseSemver(a);
  const std::optional<Semver> vb = ParseSemver(b);
  if (!va || !vb) return static_cast<int>(va.has_value()) - static_cast<int>(vb.has_value());
  if (const int order = CompareDecimals(va->major, vb->major)) return order;
  if (const int order = CompareDecimals(va->minor, vb->minor)) return order;
  if (const int order = CompareDecimals(va->patch, vb->patch)) return order;
  return ComparePrereleases(va->prerelease, vb->prerelease);
}

}  // namespace telemetry
