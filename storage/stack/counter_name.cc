#include "storage/stack/counter_name.h"

#include <cstddef>
#include <cstdint>
#include <string>

#include "storage/stack/stack_format.h"

namespace telemetry {
namespace {

using stack_format::kDitto;

// Calls `append` with each piece of `line`, a line of an encoded name, decoded; `path` is the last
// path spelled out so far.
template <typename Append>
void DecodeLine(absl::string_view line, absl::string_view& path, Append append) {
  const absl::string_view own = PathOfLine(line);
  if (own == kDitto) {
    append(path);
    // The path's dot stays; if no path was spelled out so far, there is no dot to keep either.
    line.remove_prefix(path.empty() ? kDitto.size() + 1 : kDitto.size());
  } else if (!own.empty()) {
    path = own;
  }
  append(line);
}

// Calls `append` with the pieces of `name`, decoded, in order.
template <typename Append>
void Decode(absl::string_view name, Append append) {
  absl::string_view path;
  while (true) {
    const size_t newline = name.find('\n');
    DecodeLine(name.substr(0, newline), path, append);
    if (newline == absl::string_view::npos) return;
    append("\n");
    name.remove_prefix(newline + 1);
  }
}

}  // namespace

bool IsStack(absl::string_view name) { return name.find('\n') != absl::string_view::npos; }

absl::string_view StackTitle(absl::string_view name) { return name.substr(0, name.find('\n')); }

absl::string_view PathOfLine(absl::string_view line) noexcept {
  const size_t dot = line.rfind('.');
  if (dot == absl::string_view::npos) return {};
  line.remove_suffix(line.size() - dot);
  return line;
}

std::string DecodeStack(absl::string_view name) {
  if (!IsStack(name)) return std::string(name);
  std::string decoded;
  decoded.reserve(name.size());
  Decode(name, [&](absl::string_view piece) { decoded.append(piece.data(), piece.size()); });
  return decoded;
}

uint64_t DecodedStackBytes(absl::string_view name) {
  if (!IsStack(name)) return name.size();
  uint64_t bytes = 0;
  Decode(name, [&](absl::string_view piece) { bytes += piece.size(); });
  return bytes;
}

}  // namespace telemetry
