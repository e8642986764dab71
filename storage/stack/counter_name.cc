#include "storage/stack/counter_name.h"

#include <cstddef>
#include <string>

#include "storage/stack/stack_format.h"

namespace telemetry {
namespace {

using stack_format::kDitto;

void Append(std::string& out, absl::string_view piece) { out.append(piece.data(), piece.size()); }

// Appends `line`, a line of an encoded name, decoded; `path` is the last path spelled out so far.
void AppendDecoded(std::string& out, absl::string_view line, absl::string_view& path) {
  const absl::string_view own = PathOfLine(line);
  if (own == kDitto) {
    Append(out, path);
    // The path's dot stays; if no path was spelled out so far, there is no dot to keep either.
    line.remove_prefix(path.empty() ? kDitto.size() + 1 : kDitto.size());
  } else if (!own.empty()) {
    path = own;
  }
  Append(out, line);
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
  absl::string_view path;
  while (true) {
    const size_t newline = name.find('\n');
    AppendDecoded(decoded, name.substr(0, newline), path);
    if (newline == absl::string_view::npos) return decoded;
    decoded.push_back('\n');
    name.remove_prefix(newline + 1);
  }
}

}  // namespace telemetry
