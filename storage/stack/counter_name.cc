#include "storage/stack/counter_name.h"

#include <cstddef>
#include <string>

#include "storage/counter_file/counter_file_format.h"

namespace telemetry {
namespace {

constexpr absl::string_view kDitto = "\"";
constexpr absl::string_view kTruncated = "\ntruncated\n";

// The path of `line`; empty if none is spelled out.
absl::string_view PathOf(absl::string_view line) {
  const size_t dot = line.rfind('.');
  return dot == absl::string_view::npos ? absl::string_view() : line.substr(0, dot);
}

void Append(std::string& out, absl::string_view piece) { out.append(piece.data(), piece.size()); }

// Appends `line`, a line of an encoded name, decoded; `path` is the last path spelled out so far.
void AppendDecoded(std::string& out, absl::string_view line, absl::string_view& path) {
  const absl::string_view own = PathOf(line);
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

std::string EncodeStack(absl::string_view title, absl::Span<const absl::string_view> frames) {
  std::string name(title);
  absl::string_view path = PathOf(title);
  for (absl::string_view frame : frames) {
    name.push_back('\n');
    const absl::string_view own = PathOf(frame);
    if (!own.empty() && own == path) {
      Append(name, kDitto);
      frame.remove_prefix(own.size());
    } else if (!own.empty()) {
      path = own;
    }
    Append(name, frame);
  }
  if (name.size() > counter_file_format::kMaxNameBytes) {
    name.resize(counter_file_format::kMaxNameBytes - kTruncated.size());
    Append(name, kTruncated);
  }
  return name;
}

}  // namespace telemetry
