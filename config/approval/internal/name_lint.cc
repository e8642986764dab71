#include "config/approval/internal/name_lint.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <string>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

namespace telemetry::config_internal {
namespace {

// In shorter names a letter makes another word.
constexpr size_t kMinBytesForOneLetter = 8;
// As many hexadecimal digits as the shortest usual identifier has.
constexpr size_t kIdentifierDigits = 12;

constexpr absl::string_view kPersonalWords[] = {
    "account",  "addr",  "address", "branch",     "email",  "filename", "guid",     "home",
    "hostname", "ip",    "login",   "mail",       "passwd", "password", "path",     "phone",
    "repo",     "repos", "secret",  "repository", "serial", "token",    "url",      "user",
    "username", "users", "uuid",    "fullname",   "person", "customer", "employee", "latitude",
};

constexpr absl::string_view kPersonalParts[] = {"@", "/home/", "/users/", "c:\\", "://"};

constexpr std::array<absl::string_view, 2> kCompletePairs[] = {
    {"true", "false"}, {"on", "off"},           {"yes", "no"},
    {"0", "1"},        {"success", "failure"},  {"ok", "error"},
    {"hit", "miss"},   {"accepted", "refused"}, {"enabled", "disabled"},
};

// Lower-case words without their plural; what separates words is left out.
std::string Normal(absl::string_view name) {
  std::string normal;
  for (const char c : name) {
    if (absl::ascii_isalnum(c)) {
      normal += absl::ascii_tolower(c);
    } else if (!normal.empty() && normal.back() == 's') {
      normal.pop_back();
    }
  }
  if (!normal.empty() && normal.back() == 's') normal.pop_back();
  return normal;
}

// Whether one letter was added, left out or replaced. Digits count: version 1 is not version 2.
bool DifferInOneLetter(absl::string_view a, absl::string_view b) {
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > 1) return false;
  const auto [in_a, in_b] = std::mismatch(a.begin(), a.end(), b.begin());
  if (in_b == b.end() || !absl::ascii_isalpha(*in_b)) return false;
  if (a.size() == b.size()) {
    return absl::ascii_isalpha(*in_a) && std::equal(in_a + 1, a.end(), in_b + 1);
  }
  return std::equal(in_a, a.end(), in_b + 1);
}

bool IsIpAddress(absl::string_view word) {
  return std::count(word.begin(), word.end(), '.') == 3 &&
         std::all_of(word.begin(), word.end(),
                     [](char c) { return absl::ascii_isdigit(c) || c == '.'; }) &&
         absl::ascii_isdigit(word.front()) && absl::ascii_isdigit(word.back());
}

bool IsLongHex(absl::string_view word) {
  return word.size() >= kIdentifierDigits &&
         std::all_of(word.begin(), word.end(), [](char c) { return absl::ascii_isxdigit(c); }) &&
         std::any_of(word.begin(), word.end(), [](char c) { return absl::ascii_isdigit(c); });
}

// Calls `visit` for each longest run of characters for which `is_part` holds, until it returns
// true; returns whether it did.
template <typename IsPart, typename Visit>
bool AnyRun(absl::string_view text, IsPart is_part, Visit visit) {
  for (auto begin = text.begin(); begin != text.end();) {
    begin = std::find_if(begin, text.end(), is_part);
    const auto end = std::find_if_not(begin, text.end(), is_part);
    const absl::string_view run = text.substr(begin - text.begin(), end - begin);
    if (!run.empty() && visit(run)) return true;
    begin = end;
  }
  return false;
}

}  // namespace

bool AreTooSimilar(absl::string_view a, absl::string_view b) {
  if (a == b) return false;
  if (Normal(a) == Normal(b)) return true;
  return std::min(a.size(), b.size()) >= kMinBytesForOneLetter && DifferInOneLetter(a, b);
}

std::string LooksPersonal(absl::string_view name) {
  const std::string lower = absl::AsciiStrToLower(name);
  for (const absl::string_view part : kPersonalParts) {
    if (absl::StrContains(lower, part)) return absl::StrCat("\"", part, "\"");
  }
  const auto is_numeric = [](char c) { return absl::ascii_isdigit(c) || c == '.'; };
  if (AnyRun(lower, is_numeric, IsIpAddress)) return "an address";
  std::string why;
  AnyRun(
      lower, [](char c) { return absl::ascii_isalnum(c); },
      [&why](absl::string_view word) {
        if (std::find(std::begin(kPersonalWords), std::end(kPersonalWords), word) !=
            std::end(kPersonalWords)) {
          why = absl::StrCat("the word \"", word, "\"");
        } else if (IsLongHex(word)) {
          why = "a long number";
        }
        return !why.empty();
      });
  return why;
}

bool LackOther(const std::vector<std::string>& buckets) {
  if (buckets.size() < 2) return false;
  const auto takes_the_rest = [](const std::string& bucket) {
    return bucket == "other" || bucket == "unknown" || absl::StartsWith(bucket, ">");
  };
  if (std::any_of(buckets.begin(), buckets.end(), takes_the_rest)) return false;
  const auto is_pair = [&buckets](const std::array<absl::string_view, 2>& pair) {
    return buckets.size() == 2 && std::is_permutation(buckets.begin(), buckets.end(), pair.begin());
  };
  return std::none_of(std::begin(kCompletePairs), std::end(kCompletePairs), is_pair);
}

}  // namespace telemetry::config_internal
