#include "counter/internal/week_file/file_name.h"

#include <cstddef>
#include <cstdint>
#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/string_view.h"
#include "storage/counter_file/counter_file_identity.h"
#include "storage/day_number.h"

namespace telemetry {
namespace counter_internal {
namespace {

// Keeps the whole name below the 255 bytes that file systems allow.
constexpr size_t kMaxPartBytes = 48;

void AppendPart(absl::string_view part, std::string& name) {
  for (const char c : part.substr(0, kMaxPartBytes)) {
    name.push_back(absl::ascii_isalnum(c) || c == '.' || c == '+' || c == '_' || c == '-' ? c
                                                                                          : '_');
  }
}

void Hash(absl::string_view text, uint32_t& hash) {
  // FNV-1a. The NUL ends a part, so that "a" and "bc" differ from "ab" and "c".
  constexpr uint32_t kPrime = 16777619;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * kPrime;
  hash *= kPrime;
}

uint32_t HashOf(const CounterFileIdentity& identity, int attempt) {
  uint32_t hash = 2166136261u + static_cast<uint32_t>(attempt);
  for (const absl::string_view part : identity.build.Texts()) {
    Hash(part, hash);
  }
  return hash;
}

void AppendHex(uint32_t number, std::string& name) {
  for (int shift = 28; shift >= 0; shift -= 4)
    name.push_back("0123456789abcdef"[number >> shift & 15]);
}

absl::string_view LastElement(absl::string_view path) { return path.substr(path.rfind('/') + 1); }

}  // namespace

std::string CounterFileName(const CounterFileIdentity& identity, int attempt) {
  std::string name;
  AppendPart(LastElement(identity.build.program), name);
  name.push_back('.');
  AppendHex(HashOf(identity, attempt), name);
  if (!identity.build.version.empty()) {
    name.push_back('@');
    AppendPart(identity.build.version, name);
  }
  for (const absl::string_view part :
       {identity.build.go_version, identity.build.goos, identity.build.goarch}) {
    name.push_back('-');
    AppendPart(part, name);
  }
  name.push_back('-');
  name += FormatDay(identity.begin_day);
  name += ".v1.count";
  return name;
}

}  // namespace counter_internal
}  // namespace telemetry
