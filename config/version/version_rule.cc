#include "config/version/version_rule.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "config/version/decimal.h"
#include "config/version/semver.h"

namespace telemetry::config_internal {
namespace {

constexpr size_t kMaxDigits = 8;
constexpr uint32_t kMaxNumber = 99'999'999;
constexpr size_t kMaxCompilerNumbers = 3;
constexpr size_t kMaxCompilerDigits = 4;

// In the order of semantic versions.
constexpr absl::string_view kStages[] = {"alpha", "beta", "pre", "rc"};
constexpr size_t kRelease = std::size(kStages);

struct OrdinaryVersion {
  uint32_t major = 0;
  uint32_t minor = 0;
  uint32_t patch = 0;
  size_t stage = kRelease;  // index into kStages, or kRelease
  bool has_dot = false;     // -rc.1, as against -rc1
  std::string number;       // of the stage
};

std::optional<uint32_t> ConsumeNumber(absl::string_view& text) {
  const std::optional<absl::string_view> digits = ConsumeDecimal(text);
  uint32_t number = 0;
  if (!digits.has_value() || digits->size() > kMaxDigits || !absl::SimpleAtoi(*digits, &number)) {
    return std::nullopt;
  }
  return number;
}

bool ParseStage(absl::string_view text, OrdinaryVersion& version) {
  for (size_t stage = 0; stage < kRelease; ++stage) {
    if (!absl::ConsumePrefix(&text, kStages[stage])) continue;
    version.stage = stage;
    version.has_dot = absl::ConsumePrefix(&text, ".");
    const std::optional<absl::string_view> number = ConsumeDecimal(text);
    if (!number.has_value() || number->size() > kMaxDigits) return false;
    version.number = std::string(*number);
    return text.empty();
  }
  return false;
}

std::optional<OrdinaryVersion> ParseOrdinaryVersion(absl::string_view text) {
  OrdinaryVersion version;
  absl::string_view separator = "v";
  for (uint32_t* const number : {&version.major, &version.minor, &version.patch}) {
    if (!absl::ConsumePrefix(&text, separator)) return std::nullopt;
    const std::optional<uint32_t> value = ConsumeNumber(text);
    if (!value.has_value()) return std::nullopt;
    *number = *value;
    separator = ".";
  }
  if (text.empty()) return version;
  if (!absl::ConsumePrefix(&text, "-") || !ParseStage(text, version)) return std::nullopt;
  return version;
}

std::string Format(const OrdinaryVersion& version) {
  std::string text = absl::StrCat("v", version.major, ".", version.minor, ".", version.patch);
  if (version.stage == kRelease) return text;
  absl::StrAppend(&text, "-", kStages[version.stage], version.has_dot ? "." : "", version.number);
  return text;
}

// The number that follows `digits` in the order of text, in which 10 comes before 2; empty after
// the last.
std::string NextInTextOrder(std::string digits) {
  if (digits == "0") return "1";
  if (digits.size() < kMaxDigits) return digits + "0";
  digits.resize(digits.find_last_not_of('9') + 1);
  if (!digits.empty()) ++digits.back();
  return digits;
}

// Goes from the last number of a stage to the first of the next, or from rc to the release.
OrdinaryVersion NextStage(OrdinaryVersion version) {
  ++version.stage;
  version.has_dot = true;
  version.number = "0";
  return version;
}

OrdinaryVersion NextPreRelease(OrdinaryVersion version) {
  if (version.has_dot) {
    uint32_t number = 0;
    if (!absl::SimpleAtoi(version.number, &number)) return version;
    if (number < kMaxNumber) {
      version.number = absl::StrCat(number + 1);
    } else {
      version.has_dot = false;
      version.number = "0";
    }
    return version;
  }
  std::string next = NextInTextOrder(version.number);
  if (next.empty()) return NextStage(version);
  version.number = std::move(next);
  return version;
}

// After a release comes the first pre-release of the next one.
std::optional<OrdinaryVersion> NextAfterRelease(OrdinaryVersion version) {
  if (version.patch < kMaxNumber) {
    ++version.patch;
  } else if (version.minor < kMaxNumber) {
    ++version.minor;
    version.patch = 0;
  } else if (version.major < kMaxNumber) {
    ++version.major;
    version.minor = version.patch = 0;
  } else {
    return std::nullopt;
  }
  version.stage = 0;
  version.has_dot = true;
  version.number = "0";
  return version;
}

size_t LetterCount(absl::string_view text) {
  return std::find_if_not(text.begin(), text.end(), [](char c) { return absl::ascii_islower(c); }) -
         text.begin();
}

}  // namespace

bool IsOrdinaryVersion(absl::string_view version) {
  return ParseOrdinaryVersion(version).has_value();
}

bool IsFromMinVersion(absl::string_view version, absl::string_view min_version) {
  return IsOrdinaryVersion(version) && IsOrdinaryVersion(min_version) &&
         CompareSemver(version, min_version) >= 0;
}

std::string NextOrdinaryVersion(absl::string_view version) {
  const std::optional<OrdinaryVersion> parsed = ParseOrdinaryVersion(version);
  if (!parsed.has_value()) return "";
  if (parsed->stage != kRelease) return Format(NextPreRelease(*parsed));
  const std::optional<OrdinaryVersion> next = NextAfterRelease(*parsed);
  return next.has_value() ? Format(*next) : "";
}

bool IsCompilerFamily(absl::string_view entry) {
  return !entry.empty() && LetterCount(entry) == entry.size();
}

absl::string_view CompilerFamily(absl::string_view go_version) {
  const absl::string_view family = go_version.substr(0, LetterCount(go_version));
  absl::string_view rest = go_version.substr(family.size());
  if (family.empty() || rest.empty()) return "";
  for (size_t numbers = 1; numbers <= kMaxCompilerNumbers; ++numbers) {
    const std::optional<absl::string_view> digits = ConsumeDecimal(rest);
    if (!digits.has_value() || digits->size() > kMaxCompilerDigits) return "";
    if (rest.empty()) return family;
    if (!absl::ConsumePrefix(&rest, ".")) return "";
  }
  return "";
}

}  // namespace telemetry::config_internal
