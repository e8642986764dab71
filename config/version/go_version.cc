#include "config/version/go_version.h"

#include <algorithm>
#include <optional>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "config/version/decimal.h"

namespace telemetry {
namespace {

using ::telemetry::config_internal::CompareDecimals;
using ::telemetry::config_internal::ConsumeDecimal;

struct CompilerVersion {
  absl::string_view compiler;  // "go", "gcc"
  absl::string_view major;
  absl::string_view minor;       // may be empty
  absl::string_view patch;       // may be empty
  absl::string_view kind;        // "", "alpha", "beta" or "rc": they sort like that
  absl::string_view prerelease;  // the number of the kind; may be empty
};

absl::string_view ConsumeLowerCaseLetters(absl::string_view& text) {
  const auto end =
      std::find_if_not(text.begin(), text.end(), [](char c) { return absl::ascii_islower(c); });
  const absl::string_view letters = text.substr(0, end - text.begin());
  text.remove_prefix(letters.size());
  return letters;
}

// What follows MAJOR.MINOR: nothing, `.PATCH`, or a prerelease such as `rc1`.
bool ParseTail(absl::string_view text, CompilerVersion& version) {
  if (text.empty()) {
    // Before Go 1.21 the first release of a series had no patch number.
    if (CompareDecimals(version.minor, "21") < 0) version.patch = "0";
    return true;
  }
  if (absl::ConsumePrefix(&text, ".")) {
    const std::optional<absl::string_view> patch = ConsumeDecimal(text);
    if (patch.has_value()) version.patch = *patch;
    return patch.has_value() && text.empty();
  }
  version.kind = ConsumeLowerCaseLetters(text);
  if (version.kind.empty()) return false;
  if (text.empty()) return true;
  const std::optional<absl::string_view> prerelease = ConsumeDecimal(text);
  if (prerelease.has_value()) version.prerelease = *prerelease;
  return prerelease.has_value() && text.empty();
}

std::optional<CompilerVersion> ParseCompilerVersion(absl::string_view text) {
  text = text.substr(0, text.find('-'));  // a custom suffix
  CompilerVersion version;
  version.compiler = ConsumeLowerCaseLetters(text);
  if (version.compiler.empty()) return std::nullopt;
  const std::optional<absl::string_view> major = ConsumeDecimal(text);
  if (!major.has_value()) return std::nullopt;
  version.major = *major;
  if (text.empty()) {
    version.minor = "0";
    version.patch = "0";
    return version;
  }
  if (!absl::ConsumePrefix(&text, ".")) return std::nullopt;
  const std::optional<absl::string_view> minor = ConsumeDecimal(text);
  if (!minor.has_value()) return std::nullopt;
  version.minor = *minor;
  if (!ParseTail(text, version)) return std::nullopt;
  return version;
}

// 0: not a version, 1: another compiler's, 2: Go's.
int Class(const std::optional<CompilerVersion>& version) {
  if (!version.has_value()) return 0;
  return version->compiler == "go" ? 2 : 1;
}

int CompareParsed(const CompilerVersion& a, const CompilerVersion& b) {
  if (const int order = a.compiler.compare(b.compiler)) return order;
  if (const int order = CompareDecimals(a.major, b.major)) return order;
  if (const int order = CompareDecimals(a.minor, b.minor)) return order;
  if (const int order = CompareDecimals(a.patch, b.patch)) return order;
  if (const int order = a.kind.compare(b.kind)) return order;
  return CompareDecimals(a.prerelease, b.prerelease);
}

}  // namespace

bool IsValidGoVersion(absl::string_view version) {
  const std::optional<CompilerVersion> parsed = ParseCompilerVersion(version);
  return parsed.has_value() && parsed->compiler == "go";
}

std::string GoMajorVersion(absl::string_view version) {
  absl::string_view rest = version;
  const absl::string_view compiler = ConsumeLowerCaseLetters(rest);
  const std::optional<absl::string_view> major = ConsumeDecimal(rest);
  if (compiler.empty() || !major.has_value()) return std::string(version);
  const std::optional<absl::string_view> minor =
      absl::ConsumePrefix(&rest, ".") ? ConsumeDecimal(rest) : "0";
  if (!minor.has_value()) return std::string(version);
  return absl::StrCat(compiler, *major, ".", *minor);
}

int CompareGoVersions(absl::string_view a, absl::string_view b) {
  const std::optional<CompilerVersion> va = ParseCompilerVersion(a);
  const std::optional<CompilerVersion> vb = ParseCompilerVersion(b);
  if (const int order = Class(va) - Class(vb)) return order;
  if (va.has_value() && vb.has_value()) {
    if (const int order = CompareParsed(*va, *vb)) return order;
  }
  return a.compare(b);
}

}  // namespace telemetry
