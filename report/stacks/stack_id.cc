#include "report/stacks/stack_id.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"

namespace telemetry {
namespace {

// FNV-1 multiplies before it mixes in a byte; FNV-1a, which counter files use, afterwards.
uint32_t Fnv1(absl::string_view text) {
  constexpr uint32_t kOffsetBasis = 2166136261;
  constexpr uint32_t kPrime = 16777619;
  uint32_t hash = kOffsetBasis;
  for (const char c : text) {
    hash *= kPrime;
    hash ^= static_cast<uint8_t>(c);
  }
  return hash;
}

}  // namespace

std::string StackId(absl::string_view stack) {
  const uint32_t hash = Fnv1(stack);
  const std::array<char, 4> big_endian = {static_cast<char>(hash >> 24),
                                          static_cast<char>(hash >> 16),
                                          static_cast<char>(hash >> 8), static_cast<char>(hash)};
  return absl::WebSafeBase64Escape(absl::string_view(big_endian.data(), big_endian.size()))
      .substr(0, kStackIdBytes);
}

bool IsStackId(absl::string_view text) {
  return text.size() == kStackIdBytes && std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '-' || c == '_';
         });
}

}  // namespace telemetry
