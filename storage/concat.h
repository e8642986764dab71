// Text put together of pieces, and whole numbers read from text, for programs that count: the same in
// Abseil (StrCat(), SimpleAtoi()) would also link its floating-point numbers, 29 KB.
//
//   std::string line = Concat(name, " ", count);   // "errors 3"
//   std::optional<int64_t> number = ParseInt64("3");
//
// Pure and thread-safe.

#ifndef STORAGE_CONCAT_H_
#define STORAGE_CONCAT_H_

#include <charconv>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>
#include <type_traits>

#include "absl/strings/string_view.h"

namespace telemetry {

namespace concat_internal {

inline void Append(std::string& text, absl::string_view piece) {
  text.append(piece.data(), piece.size());
}

template <typename Number>
requires std::is_integral_v<Number>
void Append(std::string& text, Number number) { text += std::to_string(number); }

}  // namespace concat_internal

// The pieces, which are text or whole numbers, one after the other.
template <typename... Piece>
std::string Concat(const Piece&... pieces) {
  std::string text;
  (concat_internal::Append(text, pieces), ...);
  return text;
}

// The number that `text` is in decimal: digits, perhaps after a minus sign, and nothing else. Empty
// for anything that is not a number of 64 bits.
inline std::optional<int64_t> ParseInt64(absl::string_view text) {
  int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [rest, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || rest != end) return std::nullopt;
  return number;
}

}  // namespace telemetry

#endif  // STORAGE_CONCAT_H_
